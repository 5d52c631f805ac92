<?php

/** Prints the header for ffi.preload: `php header.php > menhu.php.h`. See docs/embedding/php.md. */

declare(strict_types=1);

use Menhu\Library;

require __DIR__ . '/Menhu.php';

echo "#define FFI_SCOPE \"MENHU\"\n#define FFI_LIB \"", Library::name(), "\"\n", Library::header();
