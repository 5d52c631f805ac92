// A lookup from a static page: the reference server answers it, behind the same origin. What is typed goes there and
// nowhere else; numbers are checked before anything is sent.
import { check } from '../page-index/assets/index.js';
import { LookupError, Lookups } from '../page-index/assets/lookups.js';
import { element } from './index.js';

const form = document.getElementById('lookup');
const place = document.getElementById('answer');
const lookups = new Lookups();

function show(name, fault) {
  const input = form.elements.namedItem(name);
  document.getElementById(`${name}-fault`).textContent = fault;
  input.toggleAttribute('aria-invalid', Boolean(fault));
  input.closest('.field').classList.toggle('wrong', Boolean(fault));
  return !fault;
}

/** Whether all is filled in as it should be; says what is not. */
async function isRight(name, number) {
  const [named, numbered] = await Promise.all([check('person_name', name), check('resident_id', number)]);
  return [
    show('name', named.valid ? '' : named.message),
    show('id_number', numbered.valid ? '' : numbered.message),
    show('consent', form.elements.namedItem('consent').checked ? '' : '请勾选同意后再查询'),
  ].every(Boolean);
}

const facts = ({ record, as_of: asOf, outcome }) => (outcome === 'no_records'
  ? [['结果', '核对一致，没有相关记录']]
  : [['姓名', record.name], ['账户', record.account], ['余额', record.balance && `${record.balance.yuan}元`],
    ['单位', record.unit_name]]).concat([['数据截至', asOf]]).filter(([, value]) => value);

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const [name, number] = ['name', 'id_number'].map((field) => form.elements.namedItem(field).value.trim());
  place.replaceChildren();
  try {
    if (!(await isRight(name, number))) return form.querySelector('[aria-invalid]').focus();
    place.textContent = '正在查询……';
    // Every lookup is agreed to by itself.
    const answer = await lookups.housingFund({ name, id_number: number, purpose: 'self_service', consent_id: crypto.randomUUID() });
    place.replaceChildren(element('dl', { class: 'fields' }, ...facts(answer).map(([label, value]) =>
      element('div', {}, element('dt', {}, label), element('dd', {}, value)))));
  } catch (error) {
    place.replaceChildren(element('p', { class: 'note' }, error.message));
    if (error instanceof LookupError) for (const { field, reason } of error.faults) if (form.elements.namedItem(field)) show(field, reason);
  }
});
