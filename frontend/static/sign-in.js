// Uses the one-time link: its secret stands behind "#", so that no server log and no other site sees it.
const said = document.getElementById("said");
const token = new URLSearchParams(location.hash.slice(1)).get("t");
history.replaceState(null, "", location.pathname);

if (!token) {
  said.textContent = "Open this page with your one-time link. You get a new one from whoever hosts Ebb.";
} else {
  const answer = await fetch("/api/v1/sign-in", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Ebb": "1" },
    body: JSON.stringify({ token }),
  }).catch(() => null);
  const body = answer ? await answer.json().catch(() => null) : null;
  if (answer?.ok) location.replace("/clinic/");
  else said.textContent = body?.detail ?? "The server does not answer. Try again in a minute.";
}
