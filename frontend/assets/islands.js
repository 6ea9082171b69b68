// Starts the islands at once, not when the browser is idle, so that the first key counts. Both files are asked for
// together; the build puts their hashed names in the place of the capitals. Without them the page works as it is.
const code = fetch(new URL("ISLANDS_CODE", import.meta.url));
code.catch(() => {});

try {
  const { default: start } = await import("./ISLANDS_GLUE");
  await start({ module_or_path: code });
} catch {
  // The status line holds the words for a server that cannot be reached; its own code did not arrive.
  const line = document.querySelector("[data-island=status]");
  if (line) {
    line.textContent = line.dataset.unreachable;
  }
}
