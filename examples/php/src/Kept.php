<?php

declare(strict_types=1);

namespace Menhu;

use FFI;

/**
 * Numbers that a worker keeps from one request to the next.
 *
 * PHP forgets every object when a request ends, and to open a portal anew for each would cost more than the search. The
 * handle of a portal is a number that the library knows while the process lives (it is linked with -z nodelete, so that it
 * stays when PHP lets go of it at the end of a request), so it is enough to keep that: in the
 * environment, which PHP does not clean of what it has not put there itself (its own putenv() is undone). The number stands
 * beside that of the process, since children inherit environments. Should it be stale all the same, the library says so.
 */
final class Kept
{
    private const LIBC = 'int setenv(const char *name, const char *value, int overwrite);';

    public static function get(string $name): ?int
    {
        $kept = getenv($name, true);
        if ($kept === false || sscanf($kept, '%d:%d', $process, $number) !== 2) {
            return null;
        }
        return $process === getmypid() ? $number : null;
    }

    public static function put(string $name, int $number): void
    {
        FFI::cdef(self::LIBC)->setenv($name, getmypid() . ":$number", 1);
    }
}
