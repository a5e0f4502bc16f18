// What "How you sign in" asks of allauth.
import { fromDevice, read } from '../signing-in';

export interface Factor {
  type: 'totp' | 'webauthn' | 'recovery_codes';
  created_at: number;
  id?: number;
  name?: string;
  unused_code_count?: number;
}

export interface SignedIn {
  id: number;
  user_agent: string;
  created_at: number;
  is_current: boolean;
}

const FACTORS = 'account/authenticators';

export const factors = {
  all: async () => (await read<Factor[]>('GET', FACTORS)).data ?? [],
  newApp: async () => (await read<null>('GET', `${FACTORS}/totp`)).meta,
  addApp: (code: string) => read('POST', `${FACTORS}/totp`, { code }),
  /** The codes, while they may still be shown. */
  codes: async () =>
    (await read<{ unused_codes?: string[] }>('GET', `${FACTORS}/recovery-codes`)).data?.unused_codes ?? [],
  newCodes: async () =>
    (await read<{ unused_codes?: string[] }>('POST', `${FACTORS}/recovery-codes`)).data?.unused_codes ?? [],
  async addPasskey(name: string) {
    type Options = { creation_options: { publicKey: PublicKeyCredentialCreationOptionsJSON } };
    const asked = await read<Options>('GET', `${FACTORS}/webauthn?passwordless`);
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked.data.creation_options.publicKey);
    const credential = await fromDevice(() => navigator.credentials.create({ publicKey }));
    await read('POST', `${FACTORS}/webauthn`, { name, credential });
  },
  remove: (factor: Factor) =>
    factor.type === 'totp'
      ? read('DELETE', `${FACTORS}/totp`)
      : read('DELETE', `${FACTORS}/webauthn`, { authenticators: [factor.id] }),
  confirmCode: (code: string) => read('POST', 'auth/2fa/reauthenticate', { code }),
  confirmPassword: (password: string) => read('POST', 'auth/reauthenticate', { password }),
  changePassword: (current: string, fresh: string) =>
    read('POST', 'account/password/change', { ...(current && { current_password: current }), new_password: fresh }),
  sessions: async () => (await read<SignedIn[]>('GET', 'auth/sessions')).data ?? [],
  endSession: (id: number) => read('DELETE', 'auth/sessions', { sessions: [id] }),
};
