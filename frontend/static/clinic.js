// Where the links in messages lead: what is open, why, and one button to say "I have seen it and will act".
const said = document.getElementById("said");
const list = document.getElementById("alerts");
const asked = location.pathname.match(/alerts\/([0-9a-f-]{36})/)?.[1];

async function call(path, method = "GET") {
  const answer = await fetch(`/api/v1/${path}`, { method, headers: { "X-Ebb": "1" } }).catch(() => null);
  if (!answer) return { problem: "The server does not answer. Nothing below can be trusted: try again in a minute." };
  const body = await answer.json();
  if (answer.status === 401) return { problem: "Please sign in first, with your one-time link." };
  return answer.ok ? body : { problem: body.detail };
}

function text(name, content) {
  const element = document.createElement(name);
  element.textContent = content;
  return element;
}

function show(alert) {
  const box = document.createElement("section");
  box.className = `alert ${alert.level}`;
  const by = alert.acknowledged ? ` · ${alert.acknowledged.by} will act` : "";
  box.append(text("h2", alert.patient.name), text("p", alert.because), text("p", `${alert.level} · ${alert.state}${by}`));
  if (alert.state === "open") {
    const button = text("button", "I have seen it and will act");
    button.addEventListener("click", async () => {
      const answer = await call(`alerts/${alert.id}/acknowledge`, "POST");
      if (answer.problem) said.textContent = answer.problem;
      else box.replaceWith(show(answer));
    });
    box.append(button);
  }
  return box;
}

const answer = await call(asked ? `alerts/${asked}` : "worklist");
if (answer.problem) said.textContent = answer.problem;
else if (asked) said.textContent = "";
else if (answer.results.length) said.textContent = `As of ${new Date(answer.as_of).toLocaleTimeString()}`;
else said.textContent = answer.clear_as_of ? `All clear as of ${new Date(answer.clear_as_of).toLocaleTimeString()}` : "Nobody sweeps: this list cannot be trusted.";
if (!answer.problem) for (const alert of asked ? [answer] : answer.results) list.append(show(alert));
