// What a phone does only after the server has answered it: one file of the build has it, and it is read when it is needed.
export { sendChecks } from './checking';
export { desert } from './leaving';
