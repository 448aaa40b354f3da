/**
 * The client as people use it: commands, flags, sentences on the console, exit codes.
 *
 * <p>How a video is sent does not belong here: see {@link io.tesela.client.upload}.
 *
 * <p>Starting points: {@link io.tesela.client.Main}, {@link io.tesela.client.UploadCommand}, {@link io.tesela.client.UploadJob}.
 */
@NullMarked
package io.tesela.client;

import org.jspecify.annotations.NullMarked;
