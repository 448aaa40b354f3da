/**
 * Sends a video to a server and takes delivery of what comes back; a library, without a console.
 *
 * <p>Flags, messages for people and exit codes do not belong here, but a sentence about a file names the flag it came from.
 *
 * <p>Starting points: {@link io.tesela.client.upload.UploadClient}, {@link io.tesela.client.upload.UploadRequest}.
 */
@NullMarked
package io.tesela.client.upload;

import org.jspecify.annotations.NullMarked;
