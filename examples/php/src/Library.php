<?php

declare(strict_types=1);

namespace Menhu;

use FFI;
use FFI\CData;

/** The border to libmenhu. Nothing but the classes beside it needs it. */
final class Library
{
    private static ?FFI $ffi = null;

    /** The file of the library, or the name by which the loader finds it. */
    public static function name(): string
    {
        return getenv('MENHU_LIBRARY') ?: 'libmenhu.so.0';
    }

    /**
     * The header, as FFI has to read it. What is a `const char *` in a struct, or comes from a function, FFI turns into a
     * string up to the first NUL: a text may hold one, and behind a slice there is none.
     */
    public static function header(): string
    {
        $header = (string) file_get_contents(__DIR__ . '/menhu.ffi.h');
        return str_replace(
            ['const char *menhu_string_data', 'const char *data;'],
            ['const unsigned char *menhu_string_data', 'const unsigned char *data;'],
            $header,
        );
    }

    public static function ffi(): FFI
    {
        return self::$ffi ??= self::load();
    }

    public static function version(): string
    {
        return self::ffi()->menhu_version();
    }

    /**
     * Calls a function whose last argument takes the error, and throws what it says. A string becomes the two arguments
     * of a text.
     */
    public static function call(string $function, CData|string|int|null ...$arguments): void
    {
        $ffi = self::ffi();
        $error = $ffi->new('menhu_error *');
        $passed = [];
        foreach ($arguments as $argument) {
            $passed[] = $argument;
            if (is_string($argument)) {
                $passed[] = strlen($argument);
            }
        }
        $passed[] = FFI::addr($error);
        $status = $ffi->{$function}(...$passed);
        if ($status === $ffi->MENHU_OK) {
            return;
        }
        $json = $ffi->menhu_error_json($error, null);
        $ffi->menhu_error_free($error);
        throw $json === null ? self::failed($status) : Failure::of($json);
    }

    /** The exception for a status that comes without an error. */
    public static function failed(int $status): Failure
    {
        $name = self::ffi()->menhu_status_name($status);
        return new Failure(self::json(['code' => $status, 'name' => $name, 'message' => "$name: see that status in menhu.h"]));
    }

    /** Calls a function that gives a value of a type. */
    public static function give(string $type, string $function, CData|string|int|null ...$arguments): CData
    {
        $out = self::ffi()->new($type);
        self::call($function, ...[...$arguments, FFI::addr($out)]);
        return $out;
    }

    /** Calls a function that gives a text. */
    public static function text(string $function, CData|string|int|null ...$arguments): string
    {
        $ffi = self::ffi();
        $string = self::give('menhu_string *', $function, ...$arguments);
        try {
            return FFI::string($ffi->menhu_string_data($string), $ffi->menhu_string_len($string));
        } finally {
            $ffi->menhu_string_free($string);
        }
    }

    /** A text inside of another thing; null where there is none. */
    public static function slice(CData $slice): ?string
    {
        return $slice->data === null ? null : FFI::string($slice->data, $slice->len);
    }

    /** JSON that may be given as the text already. @param array<string, mixed>|string $value */
    public static function json(array|string $value): string
    {
        $flags = JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR;
        return is_string($value) ? $value : json_encode((object) $value, $flags);
    }

    /** A deadline in seconds as the library takes it: 0 is none, and the shortest is 1. */
    public static function milliseconds(?float $deadline): int
    {
        return $deadline === null ? 0 : max(1, (int) ceil($deadline * 1000));
    }

    private static function load(): FFI
    {
        try {
            // Where ffi.preload has read the header.
            return self::checked(FFI::scope('MENHU'));
        } catch (FFI\Exception) {
            // It has not: it is read now.
        }
        try {
            return self::checked(FFI::cdef(self::header(), self::name()));
        } catch (FFI\Exception $exception) {
            throw new \RuntimeException(
                self::name() . ' cannot be loaded: ' . $exception->getMessage() . '; install it with bindings/c/install,'
                . ' or name its file in MENHU_LIBRARY; outside of the command line FFI also needs ffi.enable=preload and'
                . ' opcache.preload (docs/embedding/php.md)',
                previous: $exception,
            );
        }
    }

    private static function checked(FFI $ffi): FFI
    {
        $found = $ffi->menhu_abi_version();
        if ($found !== $ffi->MENHU_ABI_VERSION) {
            throw new \RuntimeException(
                self::name() . " has version $found of the interface, these classes need {$ffi->MENHU_ABI_VERSION};"
                . ' use those that came with the library, and make the header for ffi.preload anew',
            );
        }
        return $ffi;
    }
}
