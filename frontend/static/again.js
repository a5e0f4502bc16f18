// Comes back without a phone: asks for a code by e-mail, then hands over to the app, which asks for the birth date. Or shows a
// passkey, which the app hands in: it alone knows whose unsent entries this browser still has.
const get = (id) => document.getElementById(id);
const words = get("said").dataset;
const KEPT = "again"; // the browser may close this page while its owner reads mail
const hasPasskeys = "parseRequestOptionsFromJSON" in (globalThis.PublicKeyCredential ?? {});

function show(step) {
  for (const id of ["ask", "come", "doors"]) get(id).hidden = id !== step;
  get("passkey").hidden = step !== "ask" || !hasPasskeys;
  get(step).querySelector("input, h2").focus();
}

async function post(path, body) {
  const answer = await fetch(`/api/v1/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Ebb": "1" },
    body: JSON.stringify(body),
  }).catch(() => null);
  const content = answer ? await answer.json().catch(() => null) : null;
  if (answer?.ok && content) return content;
  throw new Error(answer?.status === 429 ? words.many : answer?.status === 422 ? words.wrong : words.away);
}

// One request at a time; what went wrong is said below.
function whenSent(id, act) {
  get(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = get(id).querySelector("button");
    button.disabled = true;
    get("said").textContent = words.wait;
    try {
      get("said").textContent = await act();
    } catch (error) {
      get("said").textContent = error.message;
    }
    button.disabled = false;
  });
}

whenSent("ask", async () => {
  const { ask } = await post("again", { address: get("address").value });
  sessionStorage.setItem(KEPT, ask);
  show("come");
  return "";
});

whenSent("come", async () => {
  const { results } = await post("again/code", { ask: sessionStorage.getItem(KEPT), code: get("code").value });
  sessionStorage.removeItem(KEPT);
  const ways = results.map((each) => [each, each.url.slice(each.url.indexOf("/app/"))]);
  if (ways.length === 1) location.assign(ways[0][1]);
  if (ways.length === 0) {
    show("ask");
    return words.none;
  }
  get("doors").querySelector("ul").replaceChildren(...ways.map(([each, way]) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = way;
    link.textContent = `${each.initial}. ${each.clinic}`;
    line.append(link);
    return line;
  }));
  if (ways.length > 1) show("doors");
  return "";
});

whenSent("passkey", async () => {
  const { state, options } = await post("again/passkey/begin", {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey }).catch(() => null);
  if (!credential) return words.unused;
  sessionStorage.setItem("passkey", JSON.stringify({ state, credential }));
  location.assign("/app/");
  return words.wait;
});

get("anew").addEventListener("click", () => {
  sessionStorage.removeItem(KEPT);
  get("said").textContent = "";
  show("ask");
});

get("said").textContent = location.hash === "#no" ? words.unused : "";
show(sessionStorage.getItem(KEPT) ? "come" : "ask");
