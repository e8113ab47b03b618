// Shows new answers of an hour with a leader as they come; without it the page has a link.

const WAIT = 10_000
const list = document.querySelector("[data-talk]")

function element(kind, style, text) {
  const made = document.createElement(kind)
  if (style) made.className = style
  if (text) made.textContent = text
  return made
}

function answer(one) {
  if (!one.is_public) return element("p", "lw-talk__waiting", list.dataset.hidden)
  if (!one.answer) return element("p", "lw-talk__waiting", list.dataset.waiting)
  const box = element("div", "lw-talk__answer")
  const who = element("p", "lw-talk__who", `${list.dataset.answer} `)
  who.append(element("span", "", one.answered))
  box.append(who, element("p", "lw-lines", one.answer))
  return box
}

function shown(one) {
  const item = element("li", "lw-talk__one")
  item.dataset.id = one.id
  if (one.is_public) {
    const title = element("h3", "lw-talk__title")
    const link = element("a", "", one.title)
    link.href = one.address
    title.append(link)
    item.append(title, element("p", "lw-talk__question lw-lines", one.body))
  }
  item.append(answer(one))
  item.dataset.mark = one.mark
  return item
}

// What stands as it was is left alone, so that readers keep their place and hear only what is new.
function update(questions) {
  const known = new Map([...list.children].map(item => [item.dataset.id, item]))
  const items = questions.map(one => {
    const before = known.get(one.id)
    return before?.dataset.mark === one.mark ? before : shown(one)
  })
  for (const item of known.values()) if (!items.includes(item)) item.remove()
  items.forEach((item, place) => {
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null)
  })
  document.querySelector("[data-talk-none]").hidden = questions.length > 0
  document.querySelector("[data-talk-taken]").textContent = questions.length
  document.querySelector("[data-talk-answered]").textContent =
    questions.filter(one => one.answer).length
}

let etag = ""

async function look() {
  try {
    const headers = etag ? { "If-None-Match": etag } : {}
    const response = await fetch(list.dataset.talk, { headers, cache: "no-store" })
    if (response.ok) {
      etag = response.headers.get("ETag") ?? ""
      const talk = await response.json()
      update(talk.questions)
      if (talk.state !== "open") return location.reload()
    }
  } catch {
    // the network is away for a moment: the next look tells
  }
  setTimeout(look, WAIT)
}

if (list) {
  document.querySelector("[data-talk-now]").hidden = false
  setTimeout(look, WAIT)
}
