def test_the_emoji_table_is_public_and_cached(client, db):
    answer = client.get("/emoji.json")
    assert answer.json()["people"][0] == ["😀", ["grinning", "笑", "开心", "grinning_face"]]
    assert "max-age" in answer["Cache-Control"]
