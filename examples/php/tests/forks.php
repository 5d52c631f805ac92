<?php

/** What PHP-FPM does, with real forks: many workers that read, one process that writes. */

declare(strict_types=1);

use Menhu\Lookups;
use Menhu\Portal;

require __DIR__ . '/harness.php';

test('workers open after the fork, each its own, and see what the one writer commits', function () {
    portal($folder)->close();
    $writer = pcntl_fork();
    if ($writer === 0) {
        $portal = Portal::open($folder);
        for ($number = 1; $number <= 5; $number++) {
            $writing = $portal->writer(['threads' => 1, 'memory_mb' => 32]);
            $writing->put(['id' => "new-$number", 'title' => "公积金新闻之$number"]);
            $writing->commit();
            $writing->close();
        }
        exit(0);
    }
    $workers = [];
    for ($worker = 0; $worker < 4; $worker++) {
        $workers[] = $child = pcntl_fork();
        if ($child === 0) {
            $until = microtime(true) + 20;
            $last = 0;
            do {
                // A request: what it opens is kept for the next.
                $total = Portal::kept($folder)->search('公积金')->total;
                if ($total < $last) {
                    exit(2);
                }
                $last = $total;
                usleep(5_000);
            } while ($total < 8 && microtime(true) < $until);
            exit($total === 8 ? 0 : 3);
        }
    }
    foreach ([$writer, ...$workers] as $child) {
        pcntl_waitpid($child, $status);
        same(0, $status);
    }
});

test('a child opens a portal of its own where its parent kept one', function () {
    portal($folder);
    Portal::kept($folder);
    same('3', in_child(fn () => Portal::kept($folder)->search('公积金')->total));
    same(3, Portal::kept($folder)->search('公积金')->total);
});

test('a portal that was opened and warmed before may be read', function () {
    $portal = portal();
    $portal->warm();
    same('3', in_child(fn () => $portal->search('公积金')->total));
    same('住房公积金提取', in_child(fn () => $portal->suggest('zfgjj')->value()['suggestions'][0]['text']));
    // The children have let go of it, and it is still there.
    same(3, $portal->search('公积金')->total);
});

test('a writer is its process\'s alone', function () {
    $portal = portal();
    $writer = $portal->writer();
    same('MENHU_FORKED', strtok(in_child(fn () => $writer->commit()), ':'));
    $told = in_child(fn () => $portal->writer());
    same('MENHU_LOCKED', strtok($told, ':'));
    holds(str_contains($told, 'process ' . getmypid()), 'it names the process that writes');
    $writer->put(['id' => 'doc-3', 'title' => '公积金']);
    $writer->commit();
    same(true, $portal->reload());
});

test('lookups are their process\'s alone, and so is an audit', function () {
    $config = ['providers_folder' => PROVIDERS, 'variables_file' => WORK . '/variables.toml', 'audit' => WORK . '/fork-audit.jsonl'];
    $lookups = new Lookups($config);
    same('MENHU_FORKED', strtok(in_child(fn () => $lookups->state()), ':'));
    same('MENHU_LOCKED', strtok(in_child(fn () => new Lookups($config)), ':'));
    $own = ['audit' => WORK . '/fork-audit-2.jsonl'] + $config;
    same('5', in_child(fn () => count((new Lookups($own))->state()->value()['providers'])));
});
