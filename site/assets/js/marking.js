// Hiding words by selecting them: what is selected in a text is added to the field of places.
// Without this file the same form takes ticked pieces, words and places.

const text = document.querySelector("[data-marking]")
const places = document.getElementById("places")
if (text && places) begin(text, places)

function begin(box, field) {
  const line = document.createElement("p")
  const button = document.createElement("button")
  const said = document.createElement("span")
  line.className = "lw-marking"
  button.type = "button"
  button.className = "govuk-button govuk-button--secondary lw-small"
  button.textContent = box.dataset.marking
  said.setAttribute("role", "status")
  line.append(button, said)
  box.append(line)

  let chosen = null
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection()
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null
    if (range && box.contains(range.commonAncestorContainer)) chosen = range.cloneRange()
  })
  button.addEventListener("click", () => {
    const span = chosen && spanOf(box, chosen)
    if (!span) return
    const written = field.value.trim()
    field.value = `${written}${written ? ", " : ""}${span.from}-${span.to}`
    said.textContent = box.dataset.marked.replace("…", span.words)
    chosen = null
    document.getSelection().removeAllRanges()
  })
}

// The first and last character of a selection, counted from 1 in code points, as the server counts.
function spanOf(box, range) {
  let from = 0
  let to = 0
  let words = ""
  for (const piece of box.querySelectorAll("[data-start]")) {
    if (!range.intersectsNode(piece)) continue
    const start = offset(piece, range, "start")
    const end = offset(piece, range, "end")
    if (start >= end) continue
    const first = Number(piece.dataset.start)
    from ||= first + start + 1
    to = first + end
    words += Array.from(piece.textContent).slice(start, end).join("")
  }
  return from ? { from, to, words } : null
}

// How many characters of a piece lie before an end of the selection.
function offset(piece, range, side) {
  const whole = document.createRange()
  whole.selectNodeContents(piece)
  const how = side === "start" ? Range.START_TO_START : Range.END_TO_END
  const order = range.compareBoundaryPoints(how, whole)
  if (side === "start" && order <= 0) return 0
  if (side === "end" && order < 0) whole.setEnd(range.endContainer, range.endOffset)
  if (side === "start") whole.setEnd(range.startContainer, range.startOffset)
  return Array.from(whole.toString()).length
}
