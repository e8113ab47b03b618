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
