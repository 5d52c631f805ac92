<?php

/** Portals, texts, lookups and failures. */

declare(strict_types=1);

use Menhu\Analyzer;
use Menhu\BadRequest;
use Menhu\DeadlinePassed;
use Menhu\Failure;
use Menhu\Library;
use Menhu\Locked;
use Menhu\LookupFailed;
use Menhu\Lookups;
use Menhu\NotFound;
use Menhu\Personal;
use Menhu\Portal;
use Menhu\SegmentKind;
use Menhu\Text;

require __DIR__ . '/harness.php';

const QUESTION = [
    'name' => '张演示',
    'id_number' => '11010519000101001X',
    'purpose' => 'self_service',
    'consent_id' => 'c-20261126-01',
];
const WHO = ['id' => 'session-1', 'address' => '127.0.0.1'];

test('hits are typed', function () {
    $answer = portal()->search('公积金');
    same([3, 3, false], [$answer->total, count($answer->hits), $answer->relaxed]);
    $hits = array_column($answer->hits, null, 'id');
    same(['service', 'https://example.test/1', null], [$hits['svc-1']->kind, $hits['svc-1']->url, $hits['svc-1']->date]);
    same('关于&lt;<mark>公积金</mark>&gt;的通知', $hits['doc-2']->titleHtml);
    holds($hits['svc-1']->score > 0, 'a hit has a score');
});

test('rich calls give JSON', function () {
    $portal = portal($folder);
    $found = $portal->searchJson(['q' => '公积金', 'kind' => ['service'], 'facets' => ['kind']], deadline: 10)->value();
    same(1, $found['total']);
    same('住房公积金提取', $portal->suggest('zfgjj')->value()['suggestions'][0]['text']);
    same('groups', array_key_first($portal->related('svc-1')->value()));
    same([], $portal->browse('units')->value()['entries']);
    same('2024-03-01', $portal->item('doc-1')->value()['date']);
    same(3, $portal->stats()->value()['items']);
    same('[]', (string) $portal->refused());
    same(0, Portal::check($folder)->value()['errors']);
    same(3, Portal::reindex($folder));
    holds(Portal::backup($folder, "$folder-copy")->value()['bytes'] > 0, 'a copy has bytes');
    same(3, Portal::open("$folder-copy")->search('公积金')->total);
});

test('what is not committed never happened, and a writer that is dropped is closed', function () {
    $portal = portal();
    $writer = $portal->writer();
    $writer->remove('doc-1');
    $writer->rollback();
    $writer->put(['id' => 'doc-3', 'title' => '公积金']);
    $locked = thrown(Locked::class, fn () => $portal->writer());
    holds(str_contains($locked->getMessage(), 'process ' . getmypid()), 'it names the process');
    unset($writer);
    same(false, $portal->reload());
    $writer = $portal->writer();
    $writer->put('{"id":"doc-4","title":"公积金"}');
    holds($writer->finish()->opstamp > 0, 'a commit has a number');
    same(true, $portal->reload());
    same(4, $portal->search('公积金')->total);
});

test('texts alone', function () {
    same('住房公积金 ab', Text::fold('住房公積金　ＡＢ'));
    // A NUL is a character like others.
    same("&lt;a&gt;\0b", Text::escapeHtml("<a>\0b"));
    same('公积金<mark>提取</mark>', Text::highlight('公积金提取', ['提取']));
    same('<mark>公积金</mark><mark>提取</mark>', Text::passage('公积金提取', "提取\n公积金"));
    same(true, Text::validate('resident_id', '11010519491231002X')->value()['valid']);
    same('张**', Text::mask('name', '张演示'));
    same(1, preg_match('/^\d+\.\d+\.\d+$/D', Library::version()));
});

test('segments cover the text', function () {
    $analyzer = new Analyzer(['青禾镇便民中心']);
    $pieces = $analyzer->segment('在青禾镇便民中心, A1');
    same(['在', '青禾镇便民中心', ',', ' ', 'A1'], array_column($pieces, 'text'));
    same(SegmentKind::Alphanumeric, $pieces[4]->kind);
    same([], $analyzer->segment(''));
    same(Personal::Phone, $analyzer->personal('138 0013 8000'));
    same(null, $analyzer->personal('公积金'));
});

test('the enumerations are those of the header', function () {
    foreach ([SegmentKind::class => 'MENHU_SEGMENT_', Personal::class => 'MENHU_PERSONAL_'] as $enum => $prefix) {
        foreach ($enum::cases() as $case) {
            $name = $prefix . strtoupper(preg_replace('/(?<=[a-z])(?=[A-Z])/', '_', $case->name));
            same(Library::ffi()->{$name}, $case->value);
        }
    }
});

test('every function of the header is there, and called', function () {
    preg_match_all('/\b(menhu_\w+)\(/', Library::header(), $declared);
    $source = implode('', array_map('file_get_contents', glob(__DIR__ . '/../src/*.php')));
    $uncalled = array_filter($declared[1], fn (string $name) => !preg_match("/['>]$name\b/", $source));
    // Callbacks and cancelling need threads; validate() says what the checks of one kind say; answers and errors are read at once.
    $left = '/^menhu_(check_\w+|cancel_\w+|\w+_set_log|error_code|error_message|answer_json)$/';
    same([], array_values(preg_grep($left, $uncalled, PREG_GREP_INVERT)));
    holds(count($declared[1]) > 50, 'the header has many functions');
    foreach ($declared[1] as $name) {
        // It throws where the library has none of the name.
        Library::ffi()->{$name};
    }
});

test('failures say what and where', function () {
    $failure = thrown(Failure::class, fn () => Portal::open(WORK . '/nowhere'));
    same([20, 'MENHU_NOT_A_PORTAL'], [$failure->getCode(), $failure->name]);
    holds(str_contains($failure->getMessage(), WORK . '/nowhere'), 'it names the folder');
    $portal = portal();
    holds(str_contains(thrown(BadRequest::class, fn () => $portal->search('公积金', 1000))->getMessage(), 'limit'), 'it names the parameter');
    thrown(NotFound::class, fn () => $portal->item('no such item'));
    same('MENHU_BAD_UTF8', thrown(Failure::class, fn () => $portal->search("\xff"))->name);
    same('MENHU_INVALID_ARGUMENT', thrown(Failure::class, fn () => $portal->item("a\0"))->name);
});

test('what is closed is told', function () {
    $portal = portal();
    $portal->close();
    $portal->close();
    same('MENHU_INVALID_HANDLE', thrown(Failure::class, fn () => $portal->search('公积金'))->name);
    thrown(LogicException::class, fn () => clone $portal);
});

test('a kept portal is found again, and opened again when it has gone', function () {
    portal($folder);
    $first = Portal::kept($folder);
    $again = Portal::kept($folder);
    $number = fn (Portal $portal) => Library::ffi()->cast('uintptr_t', (new ReflectionProperty($portal, 'pointer'))->getValue($portal))->cdata;
    same($number($first), $number($again));
    // Something frees it behind our back: the number is stale, and told apart.
    Library::ffi()->menhu_portal_free(Library::ffi()->cast('menhu_portal *', $number($first)));
    $new = Portal::kept($folder);
    holds($number($new) !== $number($first), 'it is another');
    same(3, $new->search('公积金')->total);
    unset($first, $again);
    same(3, $new->search('公积金')->total);
});

test('a lookup is answered, masked, kept and purged', function () {
    $lookups = new Lookups([
        'providers_folder' => PROVIDERS,
        'variables_file' => WORK . '/variables.toml',
        'audit' => WORK . '/php-audit.jsonl',
        'threads' => 1,
    ]);
    $answer = $lookups->ask('housing-fund', QUESTION, WHO, deadline: 20);
    same('张**', $answer->value()['record']['name']);
    holds(!str_contains((string) $answer, '010119000101'), 'the number is masked');
    same('cached', $lookups->ask('housing-fund', QUESTION, WHO)->value()['source']);
    $lookups->purge('person', QUESTION['id_number']);
    $lookups->reload();
    same('fresh', $lookups->ask('housing-fund', QUESTION, WHO)->value()['source']);
    same(5, count($lookups->state()->value()['providers']));
    $failure = thrown(LookupFailed::class, fn () => $lookups->ask('housing-fund', ['name' => '张3'] + QUESTION, WHO));
    same(['name'], array_keys($failure->faults()));
    holds(preg_match('/\p{Han}/u', $failure->title() . $failure->advice()) === 1, 'there are words for the citizen');
    same([null, null], [$failure->retryAfter(), $failure->official()]);
});

test('a deadline ends the wait', function () {
    $listener = stream_socket_server('tcp://127.0.0.1:0');
    copy(PROVIDERS . '/demo-fund-city.toml', WORK . '/silent.toml');
    $lookups = new Lookups([
        'providers' => [WORK . '/silent.toml'],
        'variables' => ['simulator' => 'http://' . stream_socket_get_name($listener, false), 'city_appid' => 'a', 'city_token' => 't'],
        'audit' => WORK . '/silent-audit.jsonl',
    ]);
    $began = microtime(true);
    thrown(DeadlinePassed::class, fn () => $lookups->ask('housing-fund', QUESTION, WHO, deadline: 0.2));
    holds(microtime(true) - $began < 2, 'it waits no longer');
});

test('memory is flat over 10,000 searches', function () {
    $portal = portal();
    $grown = function (int $times, callable $search): int {
        $before = resident();
        for ($at = 0; $at < $times; $at++) {
            $search();
        }
        return resident() - $before;
    };
    $search = fn () => $portal->search('公积金');
    $grown(1_000, $search);
    $by = $grown(10_000, $search);
    holds($by < 1024, "it grows by less than 1 MB, and not by $by kB");
    // The measure sees what is not freed.
    $pointer = (new ReflectionProperty($portal, 'pointer'))->getValue($portal);
    $by = $grown(10_000, fn () => Library::give('menhu_answer *', 'menhu_portal_search', $pointer, '公积金', 10, 0));
    holds($by > 1024, "answers that are not freed take memory, and not $by kB");
});
