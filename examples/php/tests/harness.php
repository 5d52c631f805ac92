<?php

/** What the tests in PHP share. Each prints `ok NAME`, or `not ok NAME` and why; examples/php/test counts them. */

declare(strict_types=1);

use Menhu\Failure;
use Menhu\Portal;

require __DIR__ . '/../Menhu.php';

/** The folder of examples/embedding. */
define('WORK', getenv('MENHU_TEST_WORK') ?: throw new RuntimeException('run examples/php/test'));
const PROVIDERS = __DIR__ . '/../../server/demo/config/providers';

function test(string $name, callable $run): void
{
    try {
        $run();
        echo "ok $name\n";
    } catch (Throwable $failure) {
        echo "not ok $name: " . $failure::class . ": {$failure->getMessage()} ({$failure->getFile()}:{$failure->getLine()})\n";
    }
}

function same(mixed $expected, mixed $found): void
{
    if ($expected !== $found) {
        throw new UnexpectedValueException('expected ' . var_export($expected, true) . ', found ' . var_export($found, true));
    }
}

function holds(bool $it, string $what): void
{
    if (!$it) {
        throw new UnexpectedValueException("it does not hold that $what");
    }
}

/** What a call throws. @template T of Throwable @param class-string<T> $class @return T */
function thrown(string $class, callable $run): Throwable
{
    try {
        $run();
    } catch (Throwable $failure) {
        same($class, $failure::class);
        return $failure;
    }
    throw new UnexpectedValueException("expected a $class, and nothing was thrown");
}

/** A small portal in a new folder. */
function portal(?string &$folder = null): Portal
{
    $folder = WORK . '/portal-' . bin2hex(random_bytes(4));
    $portal = Portal::openOrCreate($folder);
    $writer = $portal->writer(['threads' => 1, 'memory_mb' => 32]);
    $writer->put(['id' => 'svc-1', 'kind' => 'service', 'title' => '住房公积金提取', 'url' => 'https://example.test/1']);
    $writer->put(['id' => 'doc-1', 'title' => '住房公积金管理办法', 'date' => '2024-03-01']);
    $writer->put(['id' => 'doc-2', 'title' => '关于<公积金>的通知', 'url' => 'javascript:alert(1)']);
    $writer->commit();
    $writer->close();
    $portal->reload();
    return $portal;
}

/** What a function gives in a forked child, as text; a failure by the name of its status. */
function in_child(callable $run): string
{
    [$here, $there] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $child = pcntl_fork();
    if ($child === 0) {
        try {
            $told = (string) $run();
        } catch (Failure $failure) {
            $told = "$failure->name: {$failure->getMessage()}";
        } catch (Throwable $failure) {
            $told = $failure::class . ": {$failure->getMessage()}";
        }
        fwrite($there, $told);
        fclose($there);
        // As a worker ends: what the parent has opened is let go of here, too.
        exit(0);
    }
    fclose($there);
    $told = stream_get_contents($here);
    pcntl_waitpid($child, $status);
    same(0, $status);
    return $told;
}

/** Memory that this process holds, in kilobytes. */
function resident(): int
{
    return 4 * (int) explode(' ', (string) file_get_contents('/proc/self/statm'))[1];
}
