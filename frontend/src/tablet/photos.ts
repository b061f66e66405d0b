/** A picture made small, without what a camera writes into it (place, time, device). */

const LONGEST_SIDE = 1024;
/** The lines at the foot of a page are 44 letters wide, and each has to stay legible. */
export const PAPER_SIDE = 2200;
const QUALITY = 0.8;

export async function smallPicture(file: Blob, longest = LONGEST_SIDE): Promise<string> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  // Everything after the comma is base64 already.
  return canvas.toDataURL("image/jpeg", QUALITY).split(",")[1] ?? "";
}
