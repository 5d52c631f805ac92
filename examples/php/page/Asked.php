<?php

declare(strict_types=1);

namespace Page;

/** The address says something that this page has no meaning for. */
final class BadAddress extends \RuntimeException
{
}

/** What an address asks for, checked. */
final readonly class Asked
{
    public const PER_PAGE = 10;
    /** Filters, and what citizens call them. */
    public const FILTERS = ['kind' => '类型', 'unit' => '发布机构', 'year' => '年份'];
    private const LONGEST = 500;

    /** @param array<string, string> $filters */
    private function __construct(public string $query, public string $id, public int $page, public array $filters)
    {
    }

    /** @param array<string, mixed> $given the parameters, as anybody may have written them */
    public static function of(array $given): self
    {
        foreach ($given as $name => $value) {
            if (!in_array($name, ['q', 'id', 'page', ...array_keys(self::FILTERS)], true)) {
                throw new BadAddress('a parameter that is none');
            }
            // Lists, texts that are none, and those that nobody types.
            if (!is_string($value) || preg_match('//u', $value) !== 1 || strlen($value) > self::LONGEST) {
                throw new BadAddress("$name is no text, or too long");
            }
        }
        $page = $given['page'] ?? '1';
        // As far as the kernel counts: 10,000 hits.
        if (preg_match('/^[1-9]\d{0,3}$/D', $page) !== 1 || $page > 1000) {
            throw new BadAddress('page is no number from 1 to 1000');
        }
        $id = $given['id'] ?? '';
        if (preg_match('/\p{Cc}/u', $id) === 1) {
            throw new BadAddress('id is none');
        }
        $filters = array_filter(array_intersect_key($given, self::FILTERS), fn (string $value) => $value !== '');
        if (isset($filters['year']) && preg_match('/^\d{4}$/D', $filters['year']) !== 1) {
            throw new BadAddress('year is none');
        }
        return new self(trim($given['q'] ?? ''), $id, (int) $page, $filters);
    }

    /** The request for the kernel. @return array<string, mixed> */
    public function request(): array
    {
        $filters = $this->filters;
        if (isset($filters['year'])) {
            $filters['year'] = (int) $filters['year'];
        }
        return [
            'q' => $this->query,
            'facets' => array_keys(self::FILTERS),
            'facet_limit' => 8,
            'limit' => self::PER_PAGE,
            'offset' => ($this->page - 1) * self::PER_PAGE,
            ...array_map(fn (string|int $value) => [$value], $filters),
        ];
    }

    /** The address of the same search, but for some parameters; null takes one away. @param array<string, ?string> $changed */
    public function address(array $changed): string
    {
        $parameters = ['q' => $this->query, ...$this->filters, ...$changed];
        return '/?' . http_build_query(array_filter($parameters, fn (?string $value) => $value !== null));
    }
}
