<?php

declare(strict_types=1);

namespace Menhu;

use FFI\CData;

/**
 * What is open until it is closed, or until its last reference has gone.
 *
 * What is used after it was closed says so (MENHU_INVALID_HANDLE): handles are numbers that are used once.
 */
abstract class Handle
{
    private bool $open = true;

    /** @param ?string $free the function that closes it; null where it outlives this object */
    protected function __construct(protected readonly CData $pointer, private readonly ?string $free)
    {
    }

    /** Closes it; nothing happens when it is closed already. */
    public function close(): void
    {
        $status = $this->release();
        if ($status !== 0) {
            throw Library::failed($status);
        }
    }

    public function __destruct()
    {
        $this->release();
    }

    private function release(): int
    {
        if (!$this->open || $this->free === null) {
            return 0;
        }
        $this->open = false;
        return Library::ffi()->{$this->free}($this->pointer);
    }

    public function __clone()
    {
        throw new \LogicException(static::class . ' cannot be cloned: the library knows one of it');
    }
}
