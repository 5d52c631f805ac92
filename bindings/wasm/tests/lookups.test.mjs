// The client of the lookups: what it sends, what it makes of answers, and that it keeps nothing.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { Lookups, LookupError } = await import(pathToFileURL(join(process.env.MENHU_PACKAGE, 'lookups.js')));
const QUESTION = { name: '张演示', id_number: '11010519491231002X', purpose: 'self_service', consent_id: 'c-20261126-01' };
const FOUND = { provider: '演示', outcome: 'found', record: { balance: { fen: 100, yuan: '1.00' } }, as_of: '2026-01-01', source: 'fresh', age_s: 0 };

let server;
let address;
let asked;
let answer;
before(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push({ method: request.method, url: request.url, headers: request.headers, body });
    const { status = 200, type = 'application/json', headers = {}, text, hangs } = answer(request);
    if (hangs) return;
    response.writeHead(status, { 'content-type': type, ...headers }).end(text ?? JSON.stringify(FOUND));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${server.address().port}/portal`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const client = (given, options) => {
  asked = [];
  answer = given;
  return new Lookups(address, options);
};
const failed = async (promise) => {
  const error = await promise.then(() => assert.fail('it should have failed'), (thrown) => thrown);
  for (const value of [QUESTION.name, QUESTION.id_number, QUESTION.consent_id]) {
    assert.ok(!`${error.stack} ${JSON.stringify(error)} ${error.cause ?? ''}`.includes(value), 'the error tells what was asked');
  }
  return error;
};

test('a lookup is a POST with all that is personal in its body', async () => {
  const lookups = client(() => ({}));
  assert.deepEqual(await lookups.housingFund(QUESTION), FOUND);
  await lookups.socialSecurity(QUESTION);
  await lookups.trafficViolations({ plate: '苏A00000', plate_type: '02', purpose: 'self_service', consent_id: 'c-20261126-01' });
  assert.deepEqual(asked.map(({ method, url }) => [method, url]), ['housing-fund', 'social-security', 'traffic-violations'].map((name) => ['POST', `/portal/api/v1/lookups/${name}`]));
  assert.deepEqual(JSON.parse(asked[0].body), QUESTION);
  const { 'content-type': type, 'cache-control': cache, referer, cookie } = asked[0].headers;
  assert.deepEqual([type, cache, referer, cookie], ['application/json', 'no-cache', undefined, undefined]);
  assert.ok(!JSON.stringify(asked[0].headers).includes(QUESTION.id_number));
  assert.ok(!JSON.stringify(lookups, Object.getOwnPropertyNames(lookups)).includes(QUESTION.id_number));
});

test('a problem is an error with its Chinese detail', async () => {
  const problem = {
    type: 'about:blank', title: '填写有误', status: 400, detail: '请核对后重新填写', class: 'InvalidInput', faults: [{ field: 'id_number', reason: '最后一位不符' }],
  };
  const lookups = client(() => ({ status: 400, type: 'application/problem+json', text: JSON.stringify(problem) }));
  const error = await failed(lookups.housingFund(QUESTION));
  assert.ok(error instanceof LookupError);
  assert.deepEqual([error.class, error.status, error.message, error.title, error.faults], ['InvalidInput', 400, '请核对后重新填写', '填写有误', problem.faults]);
});

test('how long to wait and where else to go is said', async () => {
  const lookups = client(() => ({
    status: 503, type: 'application/problem+json', text: JSON.stringify({ class: 'CaptchaRequired', detail: '请到官网办理', retry_after: 7, official: 'https://gjj.example/' }),
  }));
  const error = await failed(lookups.housingFund(QUESTION));
  assert.deepEqual([error.class, error.retryAfter, error.official], ['CaptchaRequired', 7, 'https://gjj.example/']);
});

test('what is no answer of the server is none', async () => {
  for (const given of [{ text: '<p>登录</p>', type: 'text/html' }, { status: 502, text: 'bad gateway', type: 'text/plain' }, { text: '{' }]) {
    assert.equal((await failed(client(() => given).housingFund(QUESTION))).class, 'Malformed');
  }
});

test('a redirect is refused: the question would go elsewhere', async () => {
  const lookups = client(() => ({ status: 307, headers: { location: '/elsewhere' } }));
  assert.equal((await failed(lookups.housingFund(QUESTION))).class, 'Network');
  assert.equal(asked.length, 1);
});

test('a server that does not answer is given up, or aborted', async () => {
  const lookups = client(() => ({ hangs: true }), { timeout: 50 });
  assert.equal((await failed(lookups.housingFund(QUESTION))).class, 'Timeout');
  const own = new AbortController();
  const running = lookups.housingFund(QUESTION, { signal: own.signal, timeout: 60_000 });
  own.abort();
  assert.equal((await failed(running)).name, 'AbortError');
  assert.equal((await failed(lookups.housingFund(QUESTION, { signal: AbortSignal.abort() }))).name, 'AbortError');
});

test('where nobody listens it is the network', async () => {
  const lookups = new Lookups('http://127.0.0.1:9/');
  assert.equal((await failed(lookups.housingFund(QUESTION))).class, 'Network');
});

test('an address that is none of a server is refused', () => {
  assert.throws(() => new Lookups('file:///etc/'), /file:.*https:/);
});
