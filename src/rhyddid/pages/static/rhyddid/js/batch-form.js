// The batch form: adds and takes out questions at once. Without this script the same buttons ask the server.
const form = document.querySelector("[data-batch-form]");
const rows = form?.querySelector("[data-questions]");
const template = document.querySelector("[data-question-template]");

function renumberIds() {
  rows.querySelectorAll("[data-question]").forEach((row, at) => {
    for (const field of row.querySelectorAll("[name^='question-']")) {
      const id = `question-${at}-${field.name.slice("question-".length)}`;
      row.querySelector(`label[for="${field.id}"]`)?.setAttribute("for", id);
      field.id = id;
    }
    row.querySelector("[data-remove]").value = `remove-question:${at}`;
  });
}

function nextNumber() {
  const numbers = [...rows.querySelectorAll("[name='question-number']")].map((field) => Number.parseInt(field.value, 10));
  return String(Math.max(0, ...numbers.filter(Number.isFinite)) + 1);
}

form?.addEventListener("click", (event) => {
  const remove = event.target.closest("[data-remove]");
  if (remove) {
    event.preventDefault();
    remove.closest("[data-question]").remove();
    renumberIds();
    form.querySelector("[data-add]").focus();
    return;
  }
  if (event.target.closest("[data-add]")) {
    event.preventDefault();
    const row = template.content.firstElementChild.cloneNode(true);
    row.querySelector("[name='question-number']").value = nextNumber();
    rows.append(row);
    renumberIds();
    row.querySelector("[name='question-text']").focus();
  }
});
