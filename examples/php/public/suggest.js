// Suggestions while somebody types. Without it the page works all the same.
const field = document.getElementById("q");
const list = document.getElementById("suggestions");
let asked;

async function suggest() {
  asked?.abort();
  const mine = (asked = new AbortController());
  try {
    const answer = await fetch("/suggest?" + new URLSearchParams({ q: field.value }), { signal: mine.signal });
    if (!answer.ok) return;
    const { suggestions } = await answer.json();
    list.replaceChildren(...suggestions.map(({ text }) => new Option(text, text)));
  } catch {
    // Overtaken by the next letter, or no network: then there are no suggestions.
  }
}

// What an input method has not finished is no query.
field.addEventListener("input", (event) => event.isComposing || suggest());
field.addEventListener("compositionend", suggest);
