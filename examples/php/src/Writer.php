<?php

declare(strict_types=1);

namespace Menhu;

use FFI\CData;

/** Writes a portal, alone. What is not committed when it is closed never happened. Open it after a fork, not before. */
final class Writer extends Handle
{
    /** @internal Portal::writer() */
    public static function of(CData $portal, string $options): self
    {
        return new self(Library::give('menhu_writer *', 'menhu_writer_open', $portal, $options), 'menhu_writer_free');
    }

    /** Puts an item in, in place of the one with the same id. @param array<string, mixed>|string $item */
    public function put(array|string $item): void
    {
        Library::call('menhu_writer_put', $this->pointer, Library::json($item));
    }

    /** Takes the item with this id out; nothing happens when there is none. */
    public function remove(string $id): void
    {
        Library::call('menhu_writer_remove', $this->pointer, $id);
    }

    /** Makes what was put and removed durable and visible, all at once; readers see it when they reload. */
    public function commit(): Commit
    {
        return $this->committed('menhu_writer_commit');
    }

    /** Forgets what was put and removed since the last commit. */
    public function rollback(): void
    {
        Library::call('menhu_writer_rollback', $this->pointer);
    }

    /** Commits, and waits until the index is merged: the end of a large import, and of this writer. */
    public function finish(): Commit
    {
        return $this->committed('menhu_writer_finish');
    }

    private function committed(string $function): Commit
    {
        $commit = Library::give('menhu_commit', $function, $this->pointer);
        return new Commit($commit->opstamp, $commit->generation, $commit->issued);
    }
}
