<?php

declare(strict_types=1);

namespace Menhu;

/** Texts and numbers alone, for a CMS that keeps its own engine. No portal is needed. Words: a list, or one a line. */
final class Text
{
    /** The form in which texts are compared: half-width, lower-case, Simplified. */
    public static function fold(string $text): string
    {
        return Library::text('menhu_fold', $text);
    }

    /** The text with the five characters escaped that mean something in HTML. */
    public static function escapeHtml(string $text): string
    {
        return Library::text('menhu_escape_html', $text);
    }

    /** The whole text as HTML, escaped, with these words in <mark>. @param list<string>|string $words */
    public static function highlight(string $text, array|string $words): string
    {
        return Library::text('menhu_highlight', $text, self::lines($words));
    }

    /** The passage of the text that has the most of these words, marked likewise. @param list<string>|string $words */
    public static function passage(string $text, array|string $words): string
    {
        return Library::text('menhu_passage', $text, self::lines($words));
    }

    /** Judges a text by the name of a kind, such as resident_id or plate: `kind`, `valid`, and why not. */
    public static function validate(string $kind, string $text): Json
    {
        return new Json(Library::text('menhu_validate', $kind, $text));
    }

    /** What a page may show of a number or a name. */
    public static function mask(string $kind, string $text): string
    {
        return Library::text('menhu_mask', $kind, $text);
    }

    /** @param list<string>|string $words */
    public static function lines(array|string $words): string
    {
        return is_string($words) ? $words : implode("\n", $words);
    }
}
