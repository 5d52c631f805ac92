<?php

/**
 * A portal from PHP: puts lines in, searches, suggests, shows what is related, and looks something up.
 *
 *     php search.php FOLDER LINES.jsonl QUERY [PROVIDERS VARIABLES.toml]
 *
 * With providers it asks for the housing fund of the person that the simulator knows (`menhu simulate-providers
 * --credentials FILE`). It is also the one writer of the portal that the page in public/ shows.
 */

declare(strict_types=1);

use Menhu\Failure;
use Menhu\LookupFailed;
use Menhu\Lookups;
use Menhu\Portal;

require __DIR__ . '/Menhu.php';

/** Puts every line of a file in; a line that cannot be taken in is told, and left out. */
function put_lines(Portal $portal, string $path): void
{
    $writer = $portal->writer(['threads' => 1, 'memory_mb' => 32]);
    foreach (new SplFileObject($path) as $number => $line) {
        if ($line === '') {
            continue;
        }
        try {
            $writer->put($line);
        } catch (Failure $failure) {
            fwrite(STDERR, $path . ':' . ($number + 1) . ": {$failure->getMessage()}\n");
        }
    }
    $writer->commit();
    $writer->close();
    $portal->reload();
}

/** Prints what is found, what is suggested, and what is related to the first hit. */
function show(Portal $portal, string $query): void
{
    $answer = $portal->search($query);
    echo "共 $answer->total 条结果\n";
    foreach ($answer->hits as $hit) {
        echo "$hit->id\t$hit->titleHtml\t$hit->unit\t$hit->date\n";
    }
    foreach ($portal->suggest($query, 3)->value()['suggestions'] as $suggestion) {
        echo "建议：{$suggestion['text']}\n";
    }
    foreach (array_slice($answer->hits, 0, 1) as $hit) {
        foreach ($portal->related($hit->id)->value()['groups'] as $group) {
            foreach ($group['items'] as $item) {
                echo "相关：{$item['title']}（{$item['reason']}）\n";
            }
        }
    }
}

/** Asks for a housing fund; what fails is said in words for citizens. */
function look_up(string $folder, string $providers, string $variables): void
{
    $lookups = new Lookups([
        'providers_folder' => $providers,
        'variables_file' => $variables,
        // Each process has an audit of its own.
        'audit' => "$folder-lookups-audit.jsonl",
    ]);
    $question = [
        'name' => '张演示',
        'id_number' => '11010519000101001X',
        'purpose' => 'self_service',
        'consent_id' => 'c-20261126-01',
    ];
    try {
        $requester = ['id' => 'session-1', 'address' => '127.0.0.1'];
        $answer = $lookups->ask('housing-fund', $question, $requester, deadline: 10)->value();
        $record = $answer['record'];
        echo "{$record['name']} 的公积金余额：{$record['balance']['yuan']} 元（{$answer['provider']}）\n";
    } catch (LookupFailed $failure) {
        echo "{$failure->title()}：{$failure->advice()}\n";
    }
}

if ($argc !== 4 && $argc !== 6) {
    fwrite(STDERR, "$argv[0] FOLDER LINES.jsonl QUERY [PROVIDERS VARIABLES.toml]\n");
    exit(2);
}
try {
    $portal = Portal::openOrCreate($argv[1]);
    put_lines($portal, $argv[2]);
    show($portal, $argv[3]);
    if ($argc === 6) {
        look_up($argv[1], $argv[4], $argv[5]);
    }
} catch (Failure $failure) {
    fwrite(STDERR, "$failure->name: {$failure->getMessage()}\n");
    exit(1);
}
