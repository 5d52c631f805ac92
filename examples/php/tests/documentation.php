<?php

/** Runs the PHP of a page, as one program: `documentation.php PAGE.md`, in a folder with providers and variables.toml. */

declare(strict_types=1);

preg_match_all('/^```php\n(.*?)^```/ms', (string) file_get_contents($argv[1]), $snippets);
if ($snippets[1] === []) {
    fwrite(STDERR, "there is no PHP in $argv[1]\n");
    exit(1);
}
$program = '<?php declare(strict_types=1);' . "\n";
foreach ($snippets[1] as $snippet) {
    $program .= preg_replace('/^<\?php\n/', '', $snippet);
}
file_put_contents('page.php', $program);
require 'page.php';
