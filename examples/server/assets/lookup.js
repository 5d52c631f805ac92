// Checks a lookup's form before it is sent, and says which numbers of a vehicle are wanted. Without this script the server
// says the same after it is sent.
"use strict";
(() => {
  const form = document.querySelector(".lookup-form");
  if (!form) return;
  const status = document.getElementById("lookup-status");
  const field = (name) => form.elements.namedItem(name);

  /** As the server reads it: full width to half, no spaces and points, capitals. */
  const plain = (text) => text.normalize("NFKC").replace(/[\s·•.‧]/g, "").toUpperCase();

  // GB 11643: the last character is reckoned from the others.
  const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  function faultOfId(text) {
    const id = plain(text);
    if (/^\d{15}$/.test(id)) return "";
    if (!/^\d{17}[\dX]$/.test(id)) return "应为18位：17位数字，最后一位是数字或X";
    const sum = WEIGHTS.reduce((all, weight, at) => all + weight * Number(id[at]), 0);
    return "10X98765432"[sum % 11] === id[17] ? "" : "号码有误：最后一位与前面的数字不符，请核对";
  }

  // GA 36: ordinary, new-energy, special, to Hong Kong and Macau, of embassies and consulates.
  const PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
  const PLATE = new RegExp(
    `^(?:[${PROVINCES}][A-Z][A-Z\\d]{5,6}|[${PROVINCES}][A-Z][A-Z\\d]{4}[警学挂港澳领]|使\\d{6}|\\d{6}使)$`,
  );
  const CHECKS = {
    name: (text) => (text.trim() ? "" : "请填写姓名"),
    id_number: (text) => (text.trim() ? faultOfId(text) : "请填写居民身份证号码"),
    plate: (text) => {
      if (!text.trim()) return "请填写号牌号码";
      return PLATE.test(plain(text)) ? "" : "不像号牌号码：应为省份简称、字母和5位或6位号码，如苏A12345";
    },
    plate_type: (text) => (text ? "" : "请选择号牌种类"),
    consent: () => (field("consent").checked ? "" : "请阅读授权说明，勾选同意后再查询"),
  };

  function show(name, fault) {
    const input = field(name);
    document.getElementById(`${name}-fault`).textContent = fault;
    input.closest(".field").classList.toggle("wrong", Boolean(fault));
    if (fault) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  function check(name) {
    const fault = CHECKS[name](field(name).value);
    show(name, fault);
    return fault;
  }

  const names = Object.keys(CHECKS).filter((name) => field(name));
  // The browser's own words are not always Chinese.
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    const wrong = names.filter(check);
    if (wrong.length === 0) return;
    event.preventDefault();
    status.textContent = `有${wrong.length}项需要改正`;
    field(wrong[0]).focus();
  });
  for (const name of names) {
    // What was wrong is judged again when it has been changed; nobody is interrupted while typing.
    field(name).addEventListener("change", () => {
      if (field(name).hasAttribute("aria-invalid")) check(name);
    });
  }
  const failure = document.getElementById("failure");
  if (failure) (form.querySelector("[aria-invalid]") || failure).focus();

  // Which numbers the place of registration wants: asked by the beginning of the plate, never by the whole.
  const plate = field("plate");
  const HINTS = { engine_number: "发动机号", vin: "车辆识别代号" };
  let asked = "";
  async function rule() {
    const prefix = plain(plate.value).slice(0, 2);
    if (prefix === asked || !/^[\u4e00-\u9fff][A-Z]$/.test(prefix)) return;
    asked = prefix;
    try {
      const answer = await fetch("/api/v1/lookups/traffic-violations/rule", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ plate_prefix: prefix }),
      });
      if (!answer.ok || asked !== prefix) return;
      const wants = await answer.json();
      for (const [name, label] of Object.entries(HINTS)) {
        const { wanted, last } = wants[name];
        const part = last ? `后${last}位，也可以填全部` : "全部字符";
        document.getElementById(`${name}-hint`).textContent =
          wanted ? `${prefix}车辆需要填写${label}${part}，见行驶证` : `${prefix}车辆不需要填写`;
      }
    } catch {
      // The server says what is missing after the form is sent.
    }
  }
  if (plate) {
    plate.addEventListener("change", rule);
    rule();
  }

  // People of the demonstration.
  for (const cell of document.querySelectorAll(".people .fill")) {
    cell.hidden = false;
    const button = cell.querySelector("button");
    if (!button) continue;
    button.addEventListener("click", () => {
      for (const given of cell.parentElement.querySelectorAll("[data-field]")) {
        field(given.dataset.field).value = given.textContent;
      }
      names.forEach((name) => show(name, ""));
      if (plate) rule();
      form.scrollIntoView({ block: "start" });
      field(names[0]).focus();
    });
  }
})();
