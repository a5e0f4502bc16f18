// Pairs this phone: the link's secret (or the typed code) and the date of birth.
const said = document.getElementById("said");
const form = document.getElementById("pair");
const token = new URLSearchParams(location.hash.slice(1)).get("t");
document.getElementById("code-row").hidden = Boolean(token);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch("/api/v1/pair", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Ebb": "1" },
    body: JSON.stringify({ token: token ?? form.code.value, birth_date: form["birth-date"].value }),
  }).catch(() => null);
  const body = answer ? await answer.json() : { detail: "No connection. Nothing is lost: try again in a minute." };
  if (answer?.ok) {
    history.replaceState(null, "", location.pathname);
    form.hidden = true;
    said.textContent = `Hello ${body.patient.name}. This phone is paired with ${body.clinic.name}.`;
  } else {
    said.textContent = body.detail;
  }
});
