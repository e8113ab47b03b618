// Everything works without this file; it only makes some things more convenient.
import { initAll } from "./govuk-frontend.js"

document.body.classList.add("js-enabled", "govuk-frontend-supported")
initAll()

for (const box of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break
  const button = document.createElement("button")
  button.type = "button"
  button.className = "lw-copy"
  button.textContent = box.dataset.copy
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(box.querySelector("[data-copy-text]").textContent.trim())
    button.textContent = box.dataset.copied
  })
  box.append(button)
}

// Suggestions below a search box while somebody types, by the ARIA pattern of a combobox.
// The box is a plain form without them; whatever goes wrong here leaves it so.

const WAIT = 150
let boxes = 0

function suggestFor(input) {
  const list = document.createElement("ul")
  const said = document.createElement("span")
  list.id = `suggestions-${++boxes}`
  list.className = "lw-suggestions"
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? "")
  list.hidden = true
  said.className = "govuk-visually-hidden"
  said.setAttribute("role", "status")
  const place = document.createElement("span")
  place.className = "lw-suggesting"
  input.before(place)
  place.append(input, list, said)

  input.type = "text" // a searchbox cannot be a combobox as well
  input.setAttribute("enterkeyhint", "search")
  input.setAttribute("role", "combobox")
  input.setAttribute("aria-autocomplete", "list")
  input.setAttribute("aria-controls", list.id)
  input.setAttribute("aria-expanded", "false")

  let timer = 0
  let asking = null
  let typed = input.value
  let chosen = -1

  function close() {
    clearTimeout(timer)
    asking?.abort()
    list.hidden = true
    chosen = -1
    input.setAttribute("aria-expanded", "false")
    input.removeAttribute("aria-activedescendant")
    said.textContent = ""
  }

  function choose(number) {
    list.children[chosen]?.setAttribute("aria-selected", "false")
    chosen = number
    const option = list.children[chosen]
    if (!option) {
      input.removeAttribute("aria-activedescendant")
      input.value = typed
      return
    }
    option.setAttribute("aria-selected", "true")
    option.scrollIntoView({ block: "nearest" })
    input.setAttribute("aria-activedescendant", option.id)
    input.value = option.textContent
  }

  function show(texts) {
    list.replaceChildren(...texts.map((text, number) => {
      const option = document.createElement("li")
      option.id = `${list.id}-${number}`
      option.setAttribute("role", "option")
      option.setAttribute("aria-selected", "false")
      option.textContent = text
      return option
    }))
    chosen = -1
    input.removeAttribute("aria-activedescendant")
    list.hidden = !texts.length
    input.setAttribute("aria-expanded", String(!list.hidden))
    said.textContent = texts.length ? String(texts.length) : ""
  }

  async function ask() {
    asking?.abort()
    asking = new AbortController()
    try {
      const address = `${input.dataset.suggest}?q=${encodeURIComponent(typed)}`
      const answer = await fetch(address, { signal: asking.signal })
      if (!answer.ok) return close()
      const found = await answer.json()
      if (document.activeElement === input) show(found.suggestions)
    } catch (failure) {
      if (failure.name !== "AbortError") close()
    }
  }

  input.addEventListener("input", event => {
    clearTimeout(timer)
    if (event.isComposing) return // letters of an unfinished Chinese word
    typed = input.value
    if (!typed.trim()) return close()
    timer = setTimeout(ask, WAIT)
  })
  input.addEventListener("compositionend", () => input.dispatchEvent(new Event("input")))
  input.addEventListener("keydown", event => {
    if (event.isComposing) return
    const count = list.children.length
    if (event.key === "Escape" && !list.hidden) {
      input.value = typed
      close()
      event.preventDefault()
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
      if (list.hidden) {
        typed = input.value
        if (typed.trim()) ask()
      } else {
        // The box itself stands between the last one and the first.
        const step = event.key === "ArrowDown" ? 1 : -1
        const next = (chosen + 1 + step + count + 1) % (count + 1)
        choose(next - 1)
      }
      event.preventDefault()
    } else if (event.key === "Tab") {
      close()
    }
  })
  input.addEventListener("blur", close)
  list.addEventListener("pointerdown", event => event.preventDefault()) // the box keeps the focus
  list.addEventListener("click", event => {
    const option = event.target.closest("[role=option]")
    if (!option) return
    input.value = option.textContent
    input.form.requestSubmit()
  })
}

for (const input of document.querySelectorAll("input[data-suggest]")) suggestFor(input)
