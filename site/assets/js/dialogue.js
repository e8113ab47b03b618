// Makes writing a message more convenient; every step works without this file.

// A button below the text hides the words that are selected in it.
for (const box of document.querySelectorAll("[data-hide]")) {
  const text = box.querySelector("textarea")
  const list = document.getElementById(box.dataset.hideInto)
  if (!text || !list) continue
  const button = document.createElement("button")
  button.type = "button"
  button.className = "lw-copy"
  button.textContent = box.dataset.hide
  button.addEventListener("click", () => {
    const words = text.value.slice(text.selectionStart, text.selectionEnd)
      .split("\n").map(line => line.trim()).filter(Boolean)
    const known = list.value.split("\n").map(line => line.trim()).filter(Boolean)
    list.value = [...new Set([...known, ...words])].join("\n")
    text.focus()
  })
  box.append(button)
}

// Public questions like the title that is being typed.
const WAIT = 400
const LEAST = 4

function offerSimilar(box) {
  const title = box.querySelector("input, textarea")
  const offered = document.createElement("section")
  const heading = document.createElement("p")
  const list = document.createElement("ul")
  offered.className = "lw-similar"
  offered.setAttribute("role", "status")
  offered.hidden = true
  heading.textContent = box.dataset.similarHeading
  offered.append(heading, list)
  box.after(offered)
  let timer = 0
  let asking = null

  function line(found) {
    const item = document.createElement("li")
    const link = document.createElement("a")
    const state = document.createElement("span")
    link.href = found.address
    link.target = "_blank" // what was written stays
    link.rel = "noopener"
    link.textContent = found.title
    state.textContent = found.state
    item.append(link, state)
    return item
  }

  async function ask() {
    asking?.abort()
    asking = new AbortController()
    try {
      const address = `${box.dataset.similar}?q=${encodeURIComponent(title.value)}`
      const answer = await fetch(address, { signal: asking.signal })
      const found = answer.ok ? await answer.json() : []
      list.replaceChildren(...found.map(line))
      offered.hidden = !found.length
    } catch (failure) {
      if (failure.name !== "AbortError") offered.hidden = true
    }
  }

  title.addEventListener("input", event => {
    clearTimeout(timer)
    if (event.isComposing) return // letters of an unfinished Chinese word
    if (title.value.trim().length < LEAST) offered.hidden = true
    else timer = setTimeout(ask, WAIT)
  })
  title.addEventListener("compositionend", () => title.dispatchEvent(new Event("input")))
}

for (const box of document.querySelectorAll("[data-similar]")) offerSimilar(box)

for (const place of document.querySelectorAll("[data-print]")) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "lw-button lw-button--plain"
  button.textContent = place.dataset.print
  button.addEventListener("click", () => window.print())
  place.append(button)
}
