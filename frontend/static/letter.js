// Opens a letter with the code that came another way, and sends one line back. The secret stands behind "#", so that no log sees it.
const get = (id) => document.getElementById(id);
const token = new URLSearchParams(location.hash.slice(1)).get("t");
const when = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });
const ANSWERS = {
  seen: "I have read it",
  will_see: "I will see the patient",
  no_action: "Nothing is needed from me",
};
let code = "";
history.replaceState(null, "", location.pathname);

if (token) {
  get("said").textContent = "";
  get("open").hidden = false;
  get("code").focus();
} else {
  get("said").textContent = "Open this page with the link that you were given.";
}

async function ask(path, body) {
  const answer = await fetch(`/api/v1/s/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token, code, ...body }),
  }).catch(() => null);
  const content = answer ? await answer.json().catch(() => null) : null;
  if (answer?.ok && content) return content;
  throw new Error(content?.detail ?? "The server does not answer. Nothing was sent. Try again.");
}

// One request at a time; what went wrong is said where the button is.
function whenSent(form, said, act) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    said.textContent = "One moment …";
    try {
      said.textContent = await act();
    } catch (error) {
      said.textContent = error.message;
    }
    button.disabled = false;
  });
}

function show(letter) {
  const bytes = Uint8Array.from(atob(letter.content), (sign) => sign.charCodeAt(0));
  const file = get("file");
  file.href = URL.createObjectURL(new Blob([bytes], { type: letter.content_type }));
  file.download = letter.file_name;
  get("pages").replaceChildren(...letter.pictures.map((picture, index) => {
    const page = document.createElement("img");
    page.src = `data:image/png;base64,${picture}`;
    page.alt = `Picture of page ${index + 1}. “Save the letter” gives you the same as text.`;
    page.className = "sheet";
    return page;
  }));
  get("from").textContent = `${letter.sent_by}, ${letter.clinic}. Sent on ${when.format(new Date(letter.sent_at))}. `
    + `This link works until ${when.format(new Date(letter.expires_at))}.`;
  if (letter.reply) get("answered").textContent = answeredText(letter.reply);
  get("closed").hidden = true;
  get("opened").hidden = false;
  document.body.classList.add("wide");
  get("title").focus();
}

function answeredText(reply) {
  return `Your answer was sent on ${when.format(new Date(reply.at))}: “${ANSWERS[reply.answer] ?? reply.text}”. You may send another.`;
}

whenSent(get("open"), get("said"), async () => {
  code = get("code").value;
  show(await ask("open", {}));
  return "";
});

get("reply").addEventListener("change", () => {
  const isInWords = get("reply").elements.answer.value === "text";
  get("words").hidden = !isInWords;
  get("text").required = isInWords;
});

whenSent(get("reply"), get("answered"), async () => {
  const { answer, text } = get("reply").elements;
  return answeredText(await ask("reply", { answer: answer.value, text: answer.value === "text" ? text.value : "" }));
});
