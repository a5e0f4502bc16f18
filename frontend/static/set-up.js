// Takes the code out of the link: it stands behind "#", so that no server log sees it.
const code = new URLSearchParams(location.hash.slice(1)).get("code");
history.replaceState(null, "", location.pathname);
const field = document.getElementById("id_code");
if (code && field) field.value = code;
const zone = document.getElementById("id_time_zone");
if (zone?.value === zone?.defaultValue) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || zone.value;
