/**
 * Pictures that people send: bounded, told by their content, drawn anew.
 *
 * @module
 */
export { collect } from './collect.ts'
export { type PictureSize, pictureType, render } from './render.ts'
export { openUpload, type Upload, type UploadPart } from './upload.ts'
