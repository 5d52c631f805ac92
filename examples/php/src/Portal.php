<?php

declare(strict_types=1);

namespace Menhu;

use FFI;
use FFI\CData;

/** A portal, opened for searching: the newest commit of a folder. Children of a fork may read one of their parent's. */
final class Portal extends Handle
{
    public static function open(string $folder): self
    {
        return new self(Library::give('menhu_portal *', 'menhu_portal_open', $folder), 'menhu_portal_free');
    }

    /** As open(), and makes an empty portal first where the folder is missing or empty. */
    public static function openOrCreate(string $folder): self
    {
        return new self(Library::give('menhu_portal *', 'menhu_portal_open_or_create', $folder), 'menhu_portal_free');
    }

    /** The portal of this worker: its first request opens it, later ones find it again. It shows the newest commit. */
    public static function kept(string $folder): self
    {
        $name = 'MENHU_PORTAL_' . md5($folder);
        $number = Kept::get($name);
        if ($number !== null) {
            $portal = new self(Library::ffi()->cast('menhu_portal *', $number), null);
            try {
                $portal->reload();
                return $portal;
            } catch (Failure $failure) {
                if ($failure->name !== 'MENHU_INVALID_HANDLE') {
                    // What was shown stays, and is better than nothing; somebody should look.
                    error_log("menhu: $folder: {$failure->getMessage()}");
                    return $portal;
                }
            }
        }
        $pointer = Library::give('menhu_portal *', 'menhu_portal_open', $folder);
        Kept::put($name, Library::ffi()->cast('uintptr_t', $pointer)->cdata);
        return new self($pointer, null);
    }

    /** Searches for what a person typed. It never fails on what is typed. */
    public function search(string $query, int $limit = 10, int $offset = 0): Answer
    {
        $ffi = Library::ffi();
        $answer = Library::give('menhu_answer *', 'menhu_portal_search', $this->pointer, $query, $limit, $offset);
        try {
            return new Answer(
                $ffi->menhu_answer_total($answer),
                $ffi->menhu_answer_relaxed($answer) === 1,
                $ffi->menhu_answer_took_us($answer),
                self::hits($answer),
            );
        } finally {
            $ffi->menhu_answer_free($answer);
        }
    }

    /**
     * Searches with filters, facets, order and cursor, as POST /api/v1/search.
     *
     * @param array<string, mixed>|string $request
     */
    public function searchJson(array|string $request, ?float $deadline = null): Json
    {
        $milliseconds = Library::milliseconds($deadline);
        return $this->json('menhu_portal_search_json', Library::json($request), $milliseconds);
    }

    /** What a person may mean by what is typed so far: characters, pinyin or initials. */
    public function suggest(string $typed, int $limit = 10): Json
    {
        return $this->json('menhu_portal_suggest', $typed, $limit);
    }

    /** What is related to an item, each link with its type and its reason. */
    public function related(string $id, ?float $deadline = null): Json
    {
        return $this->json('menhu_portal_related', $id, Library::milliseconds($deadline));
    }

    /** A list by which the portal is entered without a query: units, columns, subjects, years and so on. */
    public function browse(string $list, ?float $deadline = null): Json
    {
        return $this->json('menhu_portal_browse', $list, Library::milliseconds($deadline));
    }

    /**
     * Writes an index for searches within pages into a folder, and says what it wrote.
     *
     * @param array<string, mixed>|string $options such as ['item_url' => 'https://www.shifan.example/items/{id}', 'prune' => true]
     */
    public function exportPageIndex(string $folder, array|string $options = '', ?float $deadline = null): Json
    {
        return $this->json('menhu_portal_export_page_index', $folder, Library::json($options), Library::milliseconds($deadline));
    }

    /** The open item with this id. */
    public function item(string $id): Json
    {
        return $this->json('menhu_portal_item', $id);
    }

    /** What is asked next in a scene (场景服务). @param array<string, mixed>|string $answers those given so far */
    public function walk(string $scene, array|string $answers = ''): Json
    {
        return $this->json('menhu_portal_walk', $scene, Library::json($answers));
    }

    /** What the portal holds. */
    public function stats(): Json
    {
        return $this->json('menhu_portal_stats');
    }

    /** What was wrong with files of editors when they were last read: a list of texts. */
    public function refused(): Json
    {
        return $this->json('menhu_portal_refused');
    }

    /** Shows the newest commit from now on. Whether it is another than before. */
    public function reload(): bool
    {
        return Library::give('int32_t', 'menhu_portal_reload', $this->pointer)->cdata === 1;
    }

    /** Makes ready what suggestions and cards need. Before a fork, so that the children share it. */
    public function warm(): void
    {
        Library::call('menhu_portal_warm', $this->pointer);
    }

    /** The one writer of the portal. @param array<string, mixed>|string $options such as ['threads' => 1, 'memory_mb' => 64] */
    public function writer(array|string $options = ''): Writer
    {
        return Writer::of($this->pointer, Library::json($options));
    }

    /** Checks the portal in a folder. Reads everything; changes nothing. */
    public static function check(string $folder): Json
    {
        return new Json(Library::text('menhu_check', $folder));
    }

    /** Makes the index anew from the items stored: after MENHU_FINGERPRINT or MENHU_NEW_WORDS. How many there are. */
    public static function reindex(string $folder): int
    {
        return Library::give('uint64_t', 'menhu_reindex', $folder, '')->cdata;
    }

    /** Copies a portal into a missing or empty folder, while it is searched and written to. */
    public static function backup(string $folder, string $to): Json
    {
        return new Json(Library::text('menhu_backup', $folder, $to));
    }

    private function json(string $function, string|int ...$arguments): Json
    {
        return new Json(Library::text($function, $this->pointer, ...$arguments));
    }

    /** @return list<Hit> */
    private static function hits(CData $answer): array
    {
        $ffi = Library::ffi();
        $hit = $ffi->new('menhu_hit');
        $hits = [];
        for ($index = 0, $count = $ffi->menhu_answer_count($answer); $index < $count; $index++) {
            Library::call('menhu_answer_hit', $answer, $index, FFI::addr($hit));
            $hits[] = new Hit(
                id: Library::slice($hit->id),
                title: Library::slice($hit->title),
                url: Library::slice($hit->url),
                date: Library::slice($hit->date),
                unit: Library::slice($hit->unit),
                kind: Library::slice($hit->kind),
                docNumber: Library::slice($hit->doc_number),
                titleHtml: Library::slice($hit->title_html),
                passageHtml: Library::slice($hit->passage_html),
                score: $hit->score,
            );
        }
        return $hits;
    }
}
