"""Files: the bot's uploads, people's attachments, who may open one."""

from __future__ import annotations

import httpx
from slack_sdk import WebClient

from bot.workspace.driver import Driver
from tests.bot.workspace.test_web_api_rules import error_of
from tests.bot.workspace.tiny_bot import PICTURE


def test_an_upload_appears_with_its_alternative_text_in_the_thread(workspace: Driver, client: WebClient) -> None:
    anna = workspace.person("anna")
    said = anna.says("Show me")
    client.files_upload_v2(
        channel=said.conversation,
        thread_ts=said.ts,
        filename="anna.png",
        content=PICTURE,
        alt_txt="Spider chart, Anna",
        initial_comment="1 of 3 met",
    )
    card = anna.waits_for("1 of 3 met", thread=said)
    assert card.text == "1 of 3 met\n(file: anna.png, Spider chart, Anna)"
    assert (card.files[0]["mimetype"], card.files[0]["size"]) == ("image/png", len(PICTURE))


def test_a_private_address_opens_with_the_token_and_leads_to_signing_in_without(
    workspace: Driver, client: WebClient
) -> None:
    said = workspace.person("anna").says("My certificate", files=[("aid.pdf", b"%PDF-1.7")])
    address = said.files[0]["url_private"]
    token = {"Authorization": f"Bearer {workspace.ws.config.bot_token}"}
    inside, outside = httpx.get(address, headers=token), httpx.get(address)
    assert (inside.content, inside.headers["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    assert (outside.status_code, outside.headers["Location"]) == (302, "/signin")
    assert "text/html" in httpx.get(address, follow_redirects=True).headers["Content-Type"]
    download = httpx.get(said.files[0]["url_private_download"], headers=token)
    assert download.content == inside.content


def test_a_file_of_30_mb_and_an_empty_one_pass_through_to_the_bot(workspace: Driver) -> None:
    anna = workspace.person("anna")
    said = anna.says("Both", files=[("large.pdf", b"x" * 30 * 2**20), ("empty.pdf", b"")])
    assert [each["size"] for each in said.files] == [30 * 2**20, 0]


def test_a_file_can_be_uploaded_unshared_and_shown_in_a_block(workspace: Driver, client: WebClient) -> None:
    file = client.files_upload_v2(filename="chart.png", content=PICTURE)["file"]
    image = {"type": "image", "alt_text": "Chart of Anna", "slack_file": {"id": file["id"]}}
    client.chat_postMessage(channel="UANNA", text="Chart", blocks=[image])
    page = f"{workspace.base_url}/_/files/{file['id']}"
    assert workspace.person("anna").inbox()[0].text == "(picture: Chart of Anna)"
    assert httpx.get(page, params={"person": "UANNA"}).content == PICTURE
    assert httpx.get(page, params={"person": "UBEN"}).status_code == 404


def test_a_deleted_file_leaves_a_mark(workspace: Driver, client: WebClient) -> None:
    file = client.files_upload_v2(channel="DANNA", filename="chart.png", content=PICTURE)["file"]
    client.files_delete(file=file["id"])
    assert workspace.person("anna").inbox()[0].text == "(file: deleted)"
    assert error_of(client, "files.info", file=file["id"]) == "file_not_found"


def test_the_bot_deletes_only_its_own_files(workspace: Driver, client: WebClient) -> None:
    said = workspace.person("anna").says("Mine", files=[("aid.pdf", b"%PDF")])
    assert client.files_info(file=said.files[0]["id"])["file"]["user"] == "UANNA"
    assert error_of(client, "files.delete", file=said.files[0]["id"]) == "cant_delete_file"


def test_an_upload_is_complete_only_once_and_only_with_content(client: WebClient) -> None:
    offered = client.files_getUploadURLExternal(filename="a.txt", length=3)
    files = f'[{{"id": "{offered["file_id"]}"}}]'
    assert error_of(client, "files.completeUploadExternal", files=files) == "file_not_found"
    httpx.post(offered["upload_url"], content=b"abc")
    assert client.files_completeUploadExternal(files=[{"id": offered["file_id"]}])["files"][0]["size"] == 3
    assert error_of(client, "files.completeUploadExternal", files=files) == "file_already_completed"
    assert error_of(client, "files.getUploadURLExternal", filename="a.txt", length=0) == "invalid_arguments"
