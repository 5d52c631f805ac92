<?php

/** Failures, as exceptions. */

declare(strict_types=1);

namespace Menhu;

/** A call failed. The message says what, where, and what to do; it holds nothing of a person, and may be logged. */
class Failure extends \RuntimeException
{
    /** The status of the header by name, such as "MENHU_REQUEST"; getCode() has its number. */
    public readonly string $name;

    /** @var array<string, mixed> all that the library says about it */
    public readonly array $details;

    /** @param string $json the same, as the library says it */
    final public function __construct(public readonly string $json)
    {
        $details = json_decode($json, true, flags: JSON_THROW_ON_ERROR);
        $this->details = $details;
        parent::__construct($details['message'], $details['code']);
        $this->name = $details['name'];
    }

    /** The exception for what an error of the library says of itself in JSON. */
    public static function of(string $json): self
    {
        $details = json_decode($json, true, flags: JSON_THROW_ON_ERROR);
        return match (true) {
            isset($details['class']) => new LookupFailed($json),
            $details['name'] === 'MENHU_NOT_FOUND' => new NotFound($json),
            $details['name'] === 'MENHU_REQUEST' => new BadRequest($json),
            $details['name'] === 'MENHU_LOCKED' => new Locked($json),
            $details['name'] === 'MENHU_DEADLINE' => new DeadlinePassed($json),
            default => new self($json),
        };
    }
}

/** There is no such item, list, scene or kind. */
final class NotFound extends Failure
{
}

/** A search cannot be answered; the message names the parameter. */
final class BadRequest extends Failure
{
}

/** Another process writes; the message names it. */
final class Locked extends Failure
{
}

/** It was not ready by its deadline. */
final class DeadlinePassed extends Failure
{
}

/** There is no answer to a lookup. */
final class LookupFailed extends Failure
{
    /** What happened, for the citizen, in Chinese. */
    public function title(): string
    {
        return $this->details['title'];
    }

    /** What the citizen can do, in Chinese. */
    public function advice(): string
    {
        return $this->details['advice'];
    }

    /** @return array<string, string> what is wrong with which field, in Chinese */
    public function faults(): array
    {
        return array_column($this->details['faults'] ?? [], 'reason', 'field');
    }

    /** Seconds after which to try again. */
    public function retryAfter(): ?int
    {
        return $this->details['retry_after'] ?? null;
    }

    /** Where the citizen can go instead. */
    public function official(): ?string
    {
        return $this->details['official'] ?? null;
    }
}
