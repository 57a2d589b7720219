import { badRequest } from './graph-error.js';

/** 8 to 256 characters that a keyboard has, of three of the four kinds. That it is 400 Request_BadRequest is unconfirmed. */
export function checkPassword(password: string): void {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(password)).length;
  if (password.length < 8 || password.length > 256 || kinds < 3 || !/^[\x20-\x7e]+$/.test(password)) {
    throw badRequest(
      'The specified password does not comply with password complexity requirements. Please provide a different password.',
    );
  }
}
