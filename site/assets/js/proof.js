// Solves the puzzle of a form (ALTCHA, second version, PBKDF2/SHA-256) while somebody reads it
// through. The browser's own cryptography does the work beside the page, so the page stays quick.
// Without this file, or where the browser offers no cryptography, the form is sent all the same
// and waits a little.

const LANES = 4
const FRESH = 60 // seconds before its end in which a puzzle is not used any more

function bytes(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], pair => parseInt(pair, 16))
}

function hex(buffer) {
  return Array.from(new Uint8Array(buffer), byte => byte.toString(16).padStart(2, "0")).join("")
}

async function derive(parameters, salt, nonce, counter) {
  const password = new Uint8Array(nonce.length + 4)
  password.set(nonce)
  new DataView(password.buffer).setUint32(nonce.length, counter)
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"])
  const rule = { name: "PBKDF2", hash: "SHA-256", salt, iterations: parameters.cost }
  return crypto.subtle.deriveBits(rule, key, parameters.keyLength * 8)
}

async function solve(challenge, tell, signal) {
  const parameters = challenge.parameters
  if (parameters.algorithm !== "PBKDF2/SHA-256") throw new Error(parameters.algorithm)
  const salt = bytes(parameters.salt)
  const nonce = bytes(parameters.nonce)
  const most = parameters.data.most
  const begun = performance.now()
  let next = 0
  let found = null
  async function lane() {
    while (!found && next < most) {
      signal.throwIfAborted()
      const counter = next++
      const key = hex(await derive(parameters, salt, nonce, counter))
      if (key.startsWith(parameters.keyPrefix)) found = { counter, derivedKey: key }
      if (counter % 25 === 0) tell(counter / most)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  if (!found) throw new Error("no answer")
  const solution = { ...found, time: Math.round(performance.now() - begun) }
  return btoa(JSON.stringify({ challenge, solution }))
}

class Proof {
  constructor(box) {
    this.box = box
    this.form = box.closest("form")
    this.field = this.form.elements.namedItem("proof")
    this.bar = box.querySelector("progress")
    this.said = box.querySelector("[role=status]")
    this.stop = box.querySelector("button")
    this.state = "idle"
    this.waiting = null
    this.until = 0
    this.stop.addEventListener("click", () => this.giveUp())
    this.form.addEventListener("submit", event => this.onSubmit(event))
    box.hidden = false
    this.begin()
  }

  tell(state) {
    this.state = state
    this.said.textContent = this.box.dataset[state]
    this.bar.hidden = this.stop.hidden = state !== "working"
  }

  async begin() {
    this.tell("working")
    this.aborting = new AbortController()
    try {
      const { signal } = this.aborting
      const form = this.form.elements.namedItem("form").value
      const answer = await fetch(this.box.dataset.proof, {
        method: "POST", body: new URLSearchParams({ form }), signal, cache: "no-store",
      })
      if (!answer.ok) throw new Error(answer.statusText)
      const challenge = await answer.json()
      this.until = challenge.parameters.data.until
      this.field.value = await solve(challenge, share => { this.bar.value = share }, signal)
      this.tell("done")
    } catch (failure) {
      this.field.value = ""
      this.tell(failure.name === "AbortError" ? "stopped" : "failed")
    }
    this.waiting?.()
  }

  giveUp() {
    this.aborting.abort()
  }

  onSubmit(event) {
    const button = event.submitter
    if (button?.hasAttribute("data-unproved") || event.defaultPrevented) return
    const old = this.state === "done" && this.until - Date.now() / 1000 < FRESH
    if (this.state !== "working" && !old) return
    event.preventDefault()
    if (this.waiting) return
    this.said.textContent = this.box.dataset.sending
    this.waiting = () => {
      this.waiting = null
      this.form.requestSubmit(button)
    }
    if (old) this.begin()
  }
}

if (globalThis.crypto?.subtle) {
  for (const box of document.querySelectorAll("[data-proof]")) new Proof(box)
}
