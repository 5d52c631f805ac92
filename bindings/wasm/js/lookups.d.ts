// The types of docs/lookups.md.

export interface LookupRequest {
  /** Why it is asked. */
  purpose: 'self_service' | 'agent' | 'service_handling';
  /** Id of the consent, kept in the audit: 8 to 64 letters, digits, `-`, `_`, and no number of a person. */
  consent_id: string;
  /** Name of a provider; without it, the first. */
  provider?: string | null;
}

export interface SocialSecurityQuestion extends LookupRequest {
  name: string;
  id_number: string;
  /** Month, `2026-01`; without it: two years back. */
  from?: string | null;
  to?: string | null;
}

export interface HousingFundQuestion extends LookupRequest {
  name: string;
  id_number: string;
  account?: string | null;
}

export interface TrafficViolationsQuestion extends LookupRequest {
  plate: string;
  /** Two digits: `02` is 小型汽车. */
  plate_type: string;
  engine_number?: string | null;
  vin?: string | null;
}

export interface Money { fen: number; yuan: string }
export interface Ratio { basis_points: number; percent: string }

export interface Insurance { kind: string; status?: string; first_month?: string; current_month?: string }
export interface Payment { month: string; kind?: string; base?: Money; personal?: Money; employer?: Money }

/** 社会保险. Names and numbers are masked. */
export interface SocialSecurity {
  name?: string;
  id_number?: string;
  personal_number?: string;
  unit_number?: string;
  unit_name?: string;
  status?: string;
  first_month?: string;
  current_month?: string;
  insurances?: Insurance[];
  payments?: Payment[];
}

export interface Movement { date: string; kind?: string; amount: Money; balance?: Money }

/** 住房公积金. Names and numbers are masked. */
export interface HousingFund {
  name?: string;
  id_number?: string;
  account?: string;
  unit_account?: string;
  unit_name?: string;
  base?: Money;
  personal_ratio?: Ratio;
  employer_ratio?: Ratio;
  monthly?: Money;
  balance: Money;
  carried_over?: Money;
  status?: string;
  opened?: string;
  paid_to?: string;
  movements?: Movement[];
}

export interface Violation {
  time: string;
  place?: string;
  code?: string;
  act: string;
  points?: number;
  fine?: Money;
  handled?: boolean;
  authority?: string;
  decision_number?: string;
}

/** 机动车交通违法. The plate is masked. */
export interface TrafficViolations { plate?: string; plate_type?: string; violations: Violation[] }

export interface LookupAnswer<Record> {
  provider: string;
  outcome: 'found' | 'no_records';
  record?: Record;
  /** 数据截至. */
  as_of: string;
  source: 'fresh' | 'cached' | 'stale';
  age_s: number;
}

export interface LookupOptions {
  signal?: AbortSignal;
  /** Milliseconds. */
  timeout?: number;
}

/** Client of the reference server's lookups. Keeps nothing of what is asked or answered. */
export class Lookups {
  constructor(base?: string | URL, options?: { timeout?: number });
  socialSecurity(question: SocialSecurityQuestion, options?: LookupOptions): Promise<LookupAnswer<SocialSecurity>>;
  housingFund(question: HousingFundQuestion, options?: LookupOptions): Promise<LookupAnswer<HousingFund>>;
  trafficViolations(question: TrafficViolationsQuestion, options?: LookupOptions): Promise<LookupAnswer<TrafficViolations>>;
}

export type LookupErrorClass =
  | 'InvalidInput' | 'NotFound' | 'CaptchaRequired' | 'RateLimited' | 'Unsupported' | 'AuthFailed' | 'SignatureExpired'
  | 'UpstreamUnavailable' | 'Malformed' | 'UpstreamMaintenance' | 'QuotaExceeded' | 'UpstreamTimeout' | 'Network' | 'Timeout';

/** Why there is no answer: the message is Chinese. Never holds what was asked. */
export class LookupError extends Error {
  readonly class: LookupErrorClass | (string & {});
  readonly status: number;
  readonly title: string;
  readonly faults: readonly { field: string; reason: string }[];
  readonly retryAfter: number | undefined;
  readonly official: string | undefined;
}
