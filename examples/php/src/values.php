<?php

/** What calls give. */

declare(strict_types=1);

namespace Menhu;

/** JSON as the kernel wrote it: to be sent on as it is, or read through value(). */
final readonly class Json implements \Stringable
{
    public function __construct(public string $text)
    {
    }

    public function value(): mixed
    {
        return json_decode($this->text, true, flags: JSON_THROW_ON_ERROR);
    }

    public function __toString(): string
    {
        return $this->text;
    }
}

/** An item that was found. $titleHtml and $passageHtml are escaped, the words found in <mark>; the rest is plain text. */
final readonly class Hit
{
    public function __construct(
        public string $id,
        public string $title,
        public ?string $url,
        public ?string $date,
        public ?string $unit,
        public string $kind,
        public ?string $docNumber,
        public string $titleHtml,
        public string $passageHtml,
        public float $score,
    ) {
    }
}

/** The answer to a search. */
final readonly class Answer
{
    /**
     * @param bool $relaxed whether fewer words than asked for were required, since too few items hold all of them
     * @param list<Hit> $hits
     */
    public function __construct(public int $total, public bool $relaxed, public int $tookUs, public array $hits)
    {
    }
}

/** What a commit was. */
final readonly class Commit
{
    public function __construct(public int $opstamp, public int $generation, public int $issued)
    {
    }
}

/** What a segment is; the numbers are those of menhu.h. */
enum SegmentKind: int
{
    case Word = 0;
    case Alphanumeric = 1;
    case Blank = 2;
    case Symbol = 3;
}

/** A piece of a text. The pieces cover it without gaps. */
final readonly class Segment
{
    public function __construct(public string $text, public SegmentKind $kind)
    {
    }
}

/** What points to a person in a query; the numbers are those of menhu.h. */
enum Personal: int
{
    case IdNumber = 1;
    case Phone = 2;
    case BankCard = 3;
    case Plate = 4;
    case Vin = 5;
    case Email = 6;
    case Permit = 7;
    case LongNumber = 8;
    case Name = 9;
}
