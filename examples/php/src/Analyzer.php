<?php

declare(strict_types=1);

namespace Menhu;

use FFI;

/** Cuts texts into words. */
final class Analyzer extends Handle
{
    /** @param list<string>|string $words words of one's own, each optionally followed by a blank and its frequency */
    public function __construct(array|string $words = '')
    {
        $pointer = Library::give('menhu_analyzer *', 'menhu_analyzer_new', Text::lines($words));
        parent::__construct($pointer, 'menhu_analyzer_free');
    }

    /** @return list<Segment> */
    public function segment(string $text): array
    {
        $ffi = Library::ffi();
        $segments = Library::give('menhu_segments *', 'menhu_analyzer_segment', $this->pointer, $text);
        try {
            $count = $ffi->new('size_t');
            $pieces = $ffi->menhu_segments_data($segments, FFI::addr($count));
            $cut = [];
            for ($at = 0; $at < $count->cdata; $at++) {
                $piece = $pieces[$at];
                $cut[] = new Segment(substr($text, $piece->start, $piece->end - $piece->start), SegmentKind::from($piece->kind));
            }
            return $cut;
        } finally {
            $ffi->menhu_segments_free($segments);
        }
    }

    /** What points to a person in what somebody typed, by its shape: such a query is not to be kept anywhere. */
    public function personal(string $text): ?Personal
    {
        // 0 is nothing, and no case.
        return Personal::tryFrom(Library::give('int32_t', 'menhu_analyzer_personal', $this->pointer, $text)->cdata);
    }
}
