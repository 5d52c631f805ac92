<?php

/**
 * Menhu, the search and query kernel of a government portal, from PHP.
 *
 * Require this file, or let opcache.preload read it: that is why it names every class, and no autoloader looks for them.
 */

declare(strict_types=1);

require_once __DIR__ . '/src/failures.php';
require_once __DIR__ . '/src/values.php';
require_once __DIR__ . '/src/Kept.php';
require_once __DIR__ . '/src/Library.php';
require_once __DIR__ . '/src/Handle.php';
require_once __DIR__ . '/src/Portal.php';
require_once __DIR__ . '/src/Writer.php';
require_once __DIR__ . '/src/Text.php';
require_once __DIR__ . '/src/Analyzer.php';
require_once __DIR__ . '/src/Lookups.php';
