using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Menhu
{
    /// <summary>How texts go in and come out, and statuses become exceptions.</summary>
    internal static class Call
    {
        internal static byte[] Utf8(string text) { return Encoding.UTF8.GetBytes(text); }

        internal static UIntPtr Size(byte[] text) { return new UIntPtr((uint)text.Length); }

        /// <summary>A text of the library's, copied; null where there is none.</summary>
        internal static string Text(IntPtr data, UIntPtr length)
        {
            if (data == IntPtr.Zero) return null;
            var bytes = new byte[checked((int)length.ToUInt64())];
            Marshal.Copy(data, bytes, 0, bytes.Length);
            return Encoding.UTF8.GetString(bytes);
        }

        /// <summary>The text that a call gave; the library's is freed.</summary>
        internal static string Text(int status, IntPtr text, IntPtr error)
        {
            Check(status, error);
            try { return Text(Native.menhu_string_data(text), Native.menhu_string_len(text)); }
            finally { Native.menhu_string_free(text); }
        }

        internal static void Check(int status, IntPtr error)
        {
            if (status == 0) return;
            try
            {
                UIntPtr length;
                IntPtr message = Native.menhu_error_message(error, out length);
                string said = Text(message, length);
                IntPtr json = Native.menhu_error_json(error, out length);
                throw new MenhuException(status, said, Text(json, length));
            }
            finally { Native.menhu_error_free(error); }
        }

        /// <summary>The name of a status, as in menhu.h: ASCII, with a NUL behind it.</summary>
        internal static string Name(int status) { return Marshal.PtrToStringAnsi(Native.menhu_status_name(status)); }

        /// <summary>A deadline as the library takes it: 0 is none, so what is left is rounded up.</summary>
        internal static ulong Milliseconds(TimeSpan within)
        {
            if (within < TimeSpan.Zero) throw new ArgumentOutOfRangeException("within", "this deadline has passed; give TimeSpan.Zero for none");
            return (ulong)Math.Ceiling(within.TotalMilliseconds);
        }

        internal static Native.Log Log(Action<int, string> log)
        {
            if (log == null) return null;
            return (user, level, message, length) =>
            {
                // An exception may not run through the library's frames.
                try { log(level, Text(message, length)); }
                catch (Exception failure) { Environment.FailFast("a log function of Menhu threw: " + failure); }
            };
        }
    }

    /// <summary>What kind of failure it was; menhu.h says what each of them means.</summary>
    public enum Code
    {
        Ok = 0, InvalidArgument = 1, InvalidHandle = 2, BadUtf8 = 3, Panic = 4, NotFound = 5, Cancelled = 6, Deadline = 7, Forked = 8,
        NotAPortal = 20, Locked = 21, Fingerprint = 22, NewWords = 23, Damaged = 24, Dictionary = 25, Config = 26, Request = 27, Item = 28,
        Io = 29, Engine = 30, NotValid = 40,
        LookupInvalidInput = 60, LookupAuthFailed = 61, LookupNotFound = 62, LookupNoRecords = 63, LookupCaptchaRequired = 64,
        LookupQuotaExceeded = 65, LookupRateLimited = 66, LookupUpstreamMaintenance = 67, LookupUpstreamTimeout = 68,
        LookupUpstreamUnavailable = 69, LookupMalformed = 70, LookupSignatureExpired = 71, LookupUnsupported = 72
    }

    /// <summary>Why a call failed: the message says what, where, and what to do, and holds nothing of a person.</summary>
    public sealed class MenhuException : Exception
    {
        internal MenhuException(int status, string message, string json) : base(message)
        {
            Code = (Code)status;
            Name = Call.Name(status);
            Json = json;
        }

        /// <summary>What kind of failure it was.</summary>
        public Code Code { get; private set; }

        /// <summary>The code's name in menhu.h.</summary>
        public string Name { get; private set; }

        /// <summary>The error as JSON; of a lookup it has title and advice for the citizen, in Chinese, and faults by field.</summary>
        public string Json { get; private set; }
    }
}
