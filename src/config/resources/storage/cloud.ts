/** The resource `Cloud` of the Storage's file (07 §9.21): what it holds, and the table that reads it. */
import type { ByteString, Secret } from '../../../core/index.ts';
import { duration, keyword, name, password, speed, type Table, text, uint } from '../../table/index.ts';
import { DAY } from '../../values/duration.ts';
import {
  CLOUD_DRIVERS,
  CLOUD_PROTOCOLS,
  CLOUD_TRUNCATIONS,
  CLOUD_UPLOADS,
  type CloudDriver,
  type CloudProtocol,
  type CloudTruncation,
  type CloudUpload,
  STORAGE_CLASSES,
  type StorageClass,
  TRANSFER_PRIORITIES,
  type TransferPriority,
  URI_STYLES,
  type UriStyle,
} from '../keywords.ts';

export interface CloudResource {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** S3, File, Amazon, Google, Azure, Glacier…. */
  readonly driver: CloudDriver;
  /** Bucket. */
  readonly bucketName: ByteString;
  /** Region. */
  readonly region: ByteString | undefined;
  /** Key id. */
  readonly accessKey: ByteString | undefined;
  /** Secret. */
  readonly secretKey: Secret | undefined;
  /** HTTP/HTTPS. */
  readonly protocol: CloudProtocol | undefined;
  /** Azure. */
  readonly blobEndpoint: ByteString | undefined;
  /** Azure. */
  readonly fileEndpoint: ByteString | undefined;
  /** Azure. */
  readonly queueEndpoint: ByteString | undefined;
  /** Azure. */
  readonly tableEndpoint: ByteString | undefined;
  /** Azure. */
  readonly endpointSuffix: ByteString | undefined;
  /** Path or VirtualHost. */
  readonly uriStyle: UriStyle | undefined;
  /** No, AfterUpload, AtEndOfJob. */
  readonly truncateCache: CloudTruncation | undefined;
  /** No/Manual, EachPart, AtEndOfJob. */
  readonly upload: CloudUpload | undefined;
  /** Threads. */
  readonly maximumConcurrentUploads: number;
  /** Threads. */
  readonly maximumConcurrentDownloads: number;
  /** Limit. */
  readonly maximumUploadBandwidthBytesPerSec: number;
  /** Limit. */
  readonly maximumDownloadBandwidthBytesPerSec: number;
  /** External driver. */
  readonly driverCommand: ByteString | undefined;
  /** Glacier. */
  readonly transferPriority: TransferPriority | undefined;
  /** Glacier. */
  readonly transferRetentionSec: number;
  /** S3 class. */
  readonly storageClass: StorageClass | undefined;
}

export const cloudTable: Table<CloudResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  driver: keyword('Driver', CLOUD_DRIVERS, { required: true }),
  bucketName: name('BucketName', { required: true }),
  region: name('Region'),
  accessKey: name('AccessKey'),
  secretKey: password('SecretKey'),
  protocol: keyword('Protocol', CLOUD_PROTOCOLS),
  blobEndpoint: name('BlobEndpoint'),
  fileEndpoint: name('FileEndpoint'),
  queueEndpoint: name('QueueEndpoint'),
  tableEndpoint: name('TableEndpoint'),
  endpointSuffix: name('EndpointSuffix'),
  uriStyle: keyword('UriStyle', URI_STYLES),
  truncateCache: keyword('TruncateCache', CLOUD_TRUNCATIONS),
  upload: keyword('Upload', CLOUD_UPLOADS),
  maximumConcurrentUploads: uint('MaximumConcurrentUploads', 3),
  maximumConcurrentDownloads: uint('MaximumConcurrentDownloads', 3),
  maximumUploadBandwidthBytesPerSec: speed('MaximumUploadBandwidth'),
  maximumDownloadBandwidthBytesPerSec: speed('MaximumDownloadBandwidth'),
  driverCommand: name('DriverCommand'),
  transferPriority: keyword('TransferPriority', TRANSFER_PRIORITIES),
  transferRetentionSec: duration('TransferRetention', 5 * DAY),
  storageClass: keyword('StorageClass', STORAGE_CLASSES),
};
