async def test_a_message_can_be_previewed(world, cyd, eve):
    body = {"roomId": world.den.pk, "content": "**hello** @ben"}
    html = (await cyd.post("/preview", body, status=200))["html"]
    assert html == f'<p><strong>hello</strong> <span class="mention" data-user-id="{world.ben.pk}">@ben</span></p>'
    await eve.refused(404, "not_found", "POST", "/preview", body)
    await cyd.refused(400, "invalid", "POST", "/preview", {"roomId": world.den.pk, "content": " "})


async def test_names_that_call_nobody_can_be_asked_for(world, cyd, eve):
    body = {"roomId": world.den.pk, "content": "@nobody, `@code`"}
    assert (await cyd.post("/uncalled", body, status=200)) == {"names": [{"name": "@nobody", "reason": "unknown"}]}
    await eve.refused(404, "not_found", "POST", "/uncalled", body)
