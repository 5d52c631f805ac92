using System.IO;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;

/// <summary>JSON by what both Mono and .NET have: read as XML, a member an element, an entry of an array an element `item`.</summary>
internal static class Json
{
    internal static XmlElement Read(string json)
    {
        using (var reader = JsonReaderWriterFactory.CreateJsonReader(Encoding.UTF8.GetBytes(json), new XmlDictionaryReaderQuotas()))
        {
            var document = new XmlDocument();
            document.Load(reader);
            return document.DocumentElement;
        }
    }

    /// <summary>A text of an object, which has to be there.</summary>
    internal static string Text(XmlElement value, string member)
    {
        var found = value[member];
        if (found == null) throw new InvalidDataException("there is no member `" + member + "`");
        return found.InnerText;
    }

    /// <summary>An object of names and texts, one behind the other.</summary>
    internal static string Write(params string[] members)
    {
        using (var stream = new MemoryStream())
        {
            using (var writer = JsonReaderWriterFactory.CreateJsonWriter(stream, Encoding.UTF8))
            {
                writer.WriteStartElement("root");
                writer.WriteAttributeString("type", "object");
                for (int at = 0; at < members.Length; at += 2) writer.WriteElementString(members[at], members[at + 1]);
                writer.WriteEndElement();
            }
            return Encoding.UTF8.GetString(stream.ToArray());
        }
    }
}
