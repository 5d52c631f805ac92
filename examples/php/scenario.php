<?php

/**
 * Runs bindings/c/tests/scenario.json as examples/c/scenario.c does, and prints the same, byte for byte.
 *
 *     php scenario.php SCENARIO.json FOLDER VARIABLES.toml PROVIDERS
 */

declare(strict_types=1);

use Menhu\Analyzer;
use Menhu\Failure;
use Menhu\Lookups;
use Menhu\Portal;
use Menhu\Text;
use Menhu\Writer;

require __DIR__ . '/Menhu.php';

/** What the steps work on. */
final class World
{
    private ?Portal $portal = null;
    private ?Writer $writer = null;
    private ?Lookups $lookups = null;

    /** @param array<string, string> $places what stands for {dir}, {variables} and {providers} */
    public function __construct(private readonly array $places)
    {
    }

    /** The line of a step. @param array<string, string|int> $step */
    public function run(array $step): string
    {
        $filled = array_map(fn (string|int $text) => is_string($text) ? strtr($text, $this->places) : $text, $step);
        try {
            $told = (string) $this->do($filled);
            $status = 'MENHU_OK';
        } catch (Failure $failure) {
            $told = $failure->json;
            $status = $failure->name;
        }
        return "{$step['name']}\t$status\t$told\n";
    }

    /** @param array<string, string|int> $step */
    private function do(array $step): mixed
    {
        return match ($step['do']) {
            'open' => $this->set('portal', Portal::open($step['path'])),
            'open_or_create' => $this->set('portal', Portal::openOrCreate($step['path'])),
            'writer_open' => $this->set('writer', $this->portal->writer($step['options'])),
            'put' => $this->writer->put($step['line']),
            'remove' => $this->writer->remove($step['id']),
            'commit' => "generation {$this->writer->commit()->generation}",
            'rollback' => $this->writer->rollback(),
            'writer_free' => $this->writer->close(),
            'reload' => 'changed ' . (int) $this->portal->reload(),
            'search' => $this->search($step['q'], $step['limit'], $step['offset']),
            'search_json' => $this->portal->searchJson($step['request']),
            'suggest' => $this->portal->suggest($step['q'], $step['limit']),
            'related' => $this->portal->related($step['id']),
            'browse' => $this->portal->browse($step['list']),
            'export_page_index' => $this->portal->exportPageIndex($step['path'], $step['options']),
            'item' => $this->portal->item($step['id']),
            'segment' => $this->segment($step['words'], $step['text']),
            'personal' => 'kind ' . ((new Analyzer())->personal($step['text'])?->value ?? 0),
            'fold' => Text::fold($step['text']),
            'escape_html' => Text::escapeHtml($step['text']),
            'highlight' => Text::highlight($step['text'], $step['words']),
            'passage' => Text::passage($step['text'], $step['words']),
            'validate' => Text::validate($step['kind'], $step['text']),
            'mask' => Text::mask($step['kind'], $step['text']),
            'lookups_open' => $this->set('lookups', new Lookups($step['config'])),
            'ask' => $this->ask($step['operation'], $step['request'], $step['requester'], $step['deadline_ms']),
            'purge' => $this->lookups->purge($step['subject'], $step['number']),
            'lookups_free' => $this->lookups->close(),
            'check' => Portal::check($step['path']),
            'reindex' => 'items ' . Portal::reindex($step['path']),
            'free' => $this->portal->close(),
        };
    }

    private function set(string $name, object $opened): string
    {
        $this->{$name} = $opened;
        return '';
    }

    private function search(string $query, int $limit, int $offset): string
    {
        $answer = $this->portal->search($query, $limit, $offset);
        $line = "total $answer->total relaxed " . (int) $answer->relaxed;
        foreach ($answer->hits as $hit) {
            $plain = [$hit->id, $hit->kind, $hit->date, $hit->unit, $hit->url, $hit->docNumber];
            $shown = array_map(fn (?string $part) => $part ?? '-', $plain);
            $line .= ' | ' . implode(' ', [...$shown, $hit->titleHtml, $hit->passageHtml]);
        }
        return $line;
    }

    private function segment(string $words, string $text): string
    {
        $pieces = [];
        $start = 0;
        foreach ((new Analyzer($words))->segment($text) as $segment) {
            $end = $start + strlen($segment->text);
            $pieces[] = "$start-$end:{$segment->kind->value}";
            $start = $end;
        }
        return implode(' ', $pieces);
    }

    private function ask(string $operation, string $request, string $requester, int $milliseconds): Menhu\Json
    {
        return $this->lookups->ask($operation, $request, $requester, $milliseconds === 0 ? null : $milliseconds / 1000);
    }
}

if ($argc !== 5) {
    fwrite(STDERR, "$argv[0] SCENARIO.json FOLDER VARIABLES.toml PROVIDERS\n");
    exit(2);
}
$scenario = json_decode((string) file_get_contents($argv[1]), true, flags: JSON_THROW_ON_ERROR);
$world = new World(['{dir}' => $argv[2], '{variables}' => $argv[3], '{providers}' => $argv[4]]);
foreach ($scenario['steps'] as $step) {
    echo $world->run($step);
}
