<?php

declare(strict_types=1);

namespace Menhu;

/**
 * Lookups of social security, housing fund and traffic violations. They have threads: open them after a fork, not before.
 *
 * There is no cancel handle, since PHP has no second thread that could use it; give a deadline.
 */
final class Lookups extends Handle
{
    /** @param array<string, mixed>|string $config as for menhu_lookups_open */
    public function __construct(array|string $config)
    {
        $pointer = Library::give('menhu_lookups *', 'menhu_lookups_open', Library::json($config));
        parent::__construct($pointer, 'menhu_lookups_free');
    }

    /**
     * Looks up, and waits for the masked answer: at most $deadline seconds.
     *
     * @param array<string, mixed>|string $question
     * @param array{id: string, address: string}|string $requester who asks, as the caller has authenticated them
     * @throws LookupFailed|DeadlinePassed
     */
    public function ask(string $operation, array|string $question, array|string $requester, ?float $deadline = null): Json
    {
        return new Json(Library::text(
            'menhu_lookups_ask',
            $this->pointer,
            $operation,
            Library::json($question),
            Library::json($requester),
            Library::milliseconds($deadline),
            null,
        ));
    }

    /** Forgets everything about a "person" or a "vehicle", by its number (PIPL, article 47). */
    public function purge(string $subject, string $number): void
    {
        Library::call('menhu_lookups_purge', $this->pointer, $subject, $number);
    }

    /** Reads the files of providers anew. */
    public function reload(): void
    {
        Library::call('menhu_lookups_reload', $this->pointer);
    }

    /** How lookups are doing: providers, counts, the audit's last entry. Nothing of a person. */
    public function state(): Json
    {
        return new Json(Library::text('menhu_lookups_state', $this->pointer));
    }
}
