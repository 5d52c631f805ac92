<?php

/** A request of a worker: prints what is kept, how much is found, and whether the application may use FFI itself. */

declare(strict_types=1);

use Menhu\Portal;

// Where opcache.preload has read it, this does nothing.
require_once __DIR__ . '/../Menhu.php';

$portal = Portal::kept((string) getenv('MENHU_PORTAL'));
$kept = getenv('MENHU_PORTAL_' . md5((string) getenv('MENHU_PORTAL')), true);
try {
    FFI::cdef('int getpid(void);');
    $mine = 'open';
} catch (FFI\Exception) {
    $mine = 'closed';
}
echo "$kept {$portal->search('公积金')->total} $mine\n";
