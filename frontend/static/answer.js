// Acknowledges from a message, when the button is pressed and not before. The secret stands behind "#", so that no log sees it.
const said = document.getElementById("said");
const button = document.getElementById("answer");
const signed = new URLSearchParams(location.hash.slice(1)).get("t");
history.replaceState(null, "", location.pathname);

if (signed) {
  said.textContent = "";
  button.hidden = false;
} else {
  said.textContent = "Open this page with the link in your message.";
}

button.addEventListener("click", async () => {
  button.disabled = true;
  said.textContent = "One moment …";
  const answer = await fetch("/api/v1/a", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Ebb": "1" },
    body: JSON.stringify({ signed }),
  }).catch(() => null);
  const body = answer ? await answer.json().catch(() => null) : null;
  if (answer?.ok) {
    button.hidden = true;
    said.textContent = "Thank you. The others have been told that you will act. Sign in to read what it is about.";
    return;
  }
  button.disabled = answer !== null && answer.status < 500;
  said.textContent = body?.detail ?? "The server does not answer. Nothing was said in your name. Try again.";
});
