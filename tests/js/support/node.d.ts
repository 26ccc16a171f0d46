// The few parts of Node that the tests use, so that no package of types is needed.
declare module "node:test" {
  type Body = () => void | Promise<void>;
  export function test(name: string, body: Body): void;
  export function describe(name: string, body: () => void): void;
  export function beforeEach(body: Body): void;
  export function afterEach(body: Body): void;
}

declare module "node:assert/strict" {
  interface Assert {
    (value: unknown, message?: string): void;
    equal(actual: unknown, expected: unknown, message?: string): void;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): void;
    match(value: string, pattern: RegExp, message?: string): void;
    rejects(promise: Promise<unknown>, expected?: object | ((error: any) => boolean)): Promise<void>;
    throws(body: () => unknown, expected?: object): void;
  }
  const assert: Assert;
  export default assert;
}

declare function setImmediate(callback: () => void): void;
