def test_the_table_of_emoji_is_given_to_anybody_and_kept(client, db):
    answer = client.get("/emoji.json")
    assert answer.json()["people"][0] == ["😀", ["grinning", "笑", "开心", "grinning_face"]]
    assert "max-age" in answer["Cache-Control"]
